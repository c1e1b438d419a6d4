import { count } from './count.ts';
import { listReasons, type Reason } from './findings.ts';
import type { ShownDocument } from './printable.ts';
import { commandRow, heading, row, type Screen } from './screen.ts';
import { describeExemptions, describePassed, describeReads, tally } from './summary.ts';

/** What could not be looked at and what was missing for it, with the command that tells how to get it. */
export function unknownBlock(screen: Screen, document: ShownDocument): string[] {
  const reasons = listReasons(document, 'unknown');
  if (reasons.length === 0) return [];
  const amount = reasons.reduce((sum, { checks }) => sum + checks.length, 0);
  const isDenied = document.reads.some((read) => read.status === 'denied');
  const rows = reasons.flatMap(({ reason, checks }) => [
    '',
    ...row(screen, 'UNKNOWN', reason, { label: ['bold', 'magenta'], text: 'bold' }),
    ...checks.flatMap(({ id, title }, index) =>
      row(screen, index === 0 ? 'for' : '', title, { label: 'dim', aside: id }),
    ),
  ]);
  const next = isDenied ? `runbook permissions --window ${document.run.window}` : 'runbook doctor';
  return [
    heading(screen, 'Could not look', `${count(amount, 'check')} unknown`),
    ...rows,
    commandRow(screen, 'next', next),
  ];
}

/** All that needs no action, in a few lines, and where to read on. */
export function closingBlock(screen: Screen, document: ShownDocument, isKept: boolean): string[] {
  const { run } = document;
  const { statuses } = tally(document);
  const dim = { label: 'dim', text: 'dim' } as const;
  const exemptions = describeExemptions(document);
  return [
    heading(screen, 'The rest', `${statuses.passed} passed, ${statuses['not-applicable']} not applicable`),
    '',
    ...row(screen, 'passed', describePassed(document), { label: 'green' }),
    ...listReasons(document, 'passed').flatMap((reason) => row(screen, 'but', describeReason(reason), dim)),
    ...listReasons(document, 'not-applicable').flatMap((reason) => row(screen, 'n/a', describeReason(reason), dim)),
    ...(exemptions === undefined ? [] : row(screen, 'exempted', exemptions, { label: 'yellow' })),
    ...(isKept ? seeRows(screen, run) : []),
    ...row(screen, 'read', describeReads(document), dim),
  ];
}

function seeRows(screen: Screen, { id, comparedWith }: ShownDocument['run']): string[] {
  const show = commandRow(screen, 'see', `runbook show ${id}`);
  return comparedWith === null ? [show] : [show, commandRow(screen, '', `runbook diff ${comparedWith} ${id}`)];
}

function describeReason({ reason, checks }: Reason): string {
  return `${reason} (${checks.map(({ id }) => id).join(', ')})`;
}
