import type { CheckResult, Finding, RunDocument } from '#lib/runs/run-document.ts';
import { compareUrgency, listChecks } from './findings.ts';
import { printableDocument, type ShownDocument } from './printable.ts';
import { createScreen, heading, joinBlocks, row, type Screen, type TerminalOptions } from './screen.ts';
import { severityStyles, statusStyles } from './styles.ts';
import { describeVerdict, tally } from './summary.ts';
import { formatZonedMoment } from './time.ts';

/** A finding of either run, or of both; `before` is how the first run saw it, where that differs. */
interface Change {
  readonly kind: ChangeKind;
  readonly check: CheckResult;
  readonly finding: Finding;
  readonly before?: Finding;
}

type ChangeKind = keyof typeof titles;

const titles = {
  new: 'New',
  changed: 'Severity changed',
  resolved: 'Resolved',
  /** Open in the first run, and its check did not look in the second: it may be gone or not. */
  notLooked: 'Not looked at again',
  open: 'Still open',
} as const;

/**
 * What changed from one run to another, findings matched by fingerprint: new ones, changed severities, resolved ones,
 * those whose check did not look the second time, and those still open.
 */
export function renderDiff(before: RunDocument, after: RunDocument, options: TerminalOptions): string {
  const screen = createScreen(options);
  const [first, second] = [printableDocument(before), printableDocument(after)];
  const changes = Map.groupBy(compareFindings(first, second), ({ kind }) => kind);
  const blocks = (Object.keys(titles) as ChangeKind[]).map((kind) =>
    changeBlock(screen, kind, changes.get(kind) ?? []),
  );
  const head = [...runRows(screen, 'from', first), ...runRows(screen, 'to', second)];
  const nothing = changes.size === 0 ? row(screen, '', 'Neither run found anything wrong.') : [];
  return joinBlocks([head, nothing, ...blocks], options);
}

function compareFindings(first: ShownDocument, second: ShownDocument): Change[] {
  const [before, after] = [findingsOf(first), findingsOf(second)];
  const looked = new Set(
    listChecks(second.steps)
      .filter(({ status }) => status !== 'unknown')
      .map(({ id }) => id),
  );
  const seen = [...after].map(([fingerprint, { check, finding }]): Change => {
    const known = before.get(fingerprint)?.finding;
    if (known === undefined) return { kind: 'new', check, finding };
    const isSame = known.severity === finding.severity;
    return isSame ? { kind: 'open', check, finding } : { kind: 'changed', check, finding, before: known };
  });
  const gone = [...before]
    .filter(([fingerprint]) => !after.has(fingerprint))
    .map(
      ([, { check, finding }]): Change => ({ kind: looked.has(check.id) ? 'resolved' : 'notLooked', check, finding }),
    );
  return [...seen, ...gone];
}

function findingsOf({ steps }: ShownDocument): Map<string, Pick<Change, 'check' | 'finding'>> {
  const located = listChecks(steps).flatMap((check) => check.findings.map((finding) => ({ check, finding })));
  return new Map(located.map((one) => [one.finding.fingerprint, one]));
}

function runRows(screen: Screen, label: string, document: ShownDocument): string[] {
  const { run } = document;
  const verdict = `${run.status.toUpperCase()}: ${describeVerdict(tally(document))}`;
  return [
    ...row(
      screen,
      label,
      `${run.window} on ${run.cluster}, as of ${formatZonedMoment(run.judgedAt, screen.timeZone)}`,
      {
        label: 'dim',
        text: 'bold',
      },
    ),
    ...row(screen, '', verdict, { text: statusStyles[run.status] }),
  ];
}

function changeBlock(screen: Screen, kind: ChangeKind, changes: readonly Change[]): string[] {
  if (changes.length === 0) return [];
  const worstFirst = changes.toSorted((a, b) => compareUrgency(a.finding, b.finding));
  const rows = worstFirst.flatMap(({ check, finding, before }) => {
    const was = before === undefined ? '' : `was ${before.severity}: `;
    const style = kind === 'resolved' ? 'dim' : severityStyles[finding.severity];
    return row(screen, finding.severity.toUpperCase(), `${was}${finding.message}`, { label: style, aside: check.id });
  });
  return [heading(screen, titles[kind], String(changes.length)), ...rows];
}
