import type { RunDocument } from '#lib/runs/run-document.ts';
import { count } from './count.ts';
import { listFindings } from './findings.ts';
import { printableDocument, type ShownDocument } from './printable.ts';
import { createScreen, joinBlocks, row, type Screen, type TerminalOptions } from './screen.ts';
import { statusStyles } from './styles.ts';
import { clockOf, describeChanges, describeVerdict, tally } from './summary.ts';
import { closingBlock, unknownBlock } from './terminal-closing.ts';
import { stepBlock } from './terminal-finding.ts';
import { formatZonedMoment } from './time.ts';
import { timelineBlock } from './timeline.ts';

const resolvedShown = 5;

/**
 * A run for a person at a terminal: the verdict, what changed, the findings under their steps with the command to run
 * next, what could not be looked at, and in a few lines all the rest. The commands to read on are told unless the run
 * was not kept (`isKept: false`).
 */
export function renderTerminal(
  document: RunDocument,
  options: TerminalOptions & { readonly isKept?: boolean },
): string {
  const shown = printableDocument(document);
  const screen = createScreen(options);
  const clock = clockOf(shown, screen.timeZone);
  const steps = listFindings(shown).map((step) => stepBlock(screen, step, clock));
  return joinBlocks(
    [
      verdictBlock(screen, shown),
      ...steps,
      timelineBlock(screen, document),
      unknownBlock(screen, shown),
      closingBlock(screen, shown, options.isKept ?? true),
    ],
    options,
  );
}

function verdictBlock(screen: Screen, document: ShownDocument): string[] {
  const { run } = document;
  const summary = tally(document);
  const what = `${run.window} on ${run.cluster}, as of ${formatZonedMoment(run.judgedAt, screen.timeZone)}`;
  const changes = describeChanges(summary, run.comparedWith, clockOf(document, screen.timeZone));
  return [
    ...row(screen, run.status.toUpperCase(), what, { label: statusStyles[run.status], text: 'bold' }),
    ...row(screen, '', describeVerdict(summary), { text: statusStyles[run.status] }),
    ...row(screen, 'changes', changes, { label: 'dim' }),
    ...resolvedRows(screen, document),
  ];
}

function resolvedRows(screen: Screen, { resolved }: ShownDocument): string[] {
  const rest = resolved.length - resolvedShown;
  const rows = resolved.slice(0, resolvedShown).flatMap((finding) =>
    row(screen, 'resolved', `${finding.message} (after ${count(finding.runs, 'run')})`, {
      label: 'green',
      text: 'dim',
    }),
  );
  return rest > 0 ? [...rows, ...row(screen, '', `and ${rest} more`, { text: 'dim' })] : rows;
}
