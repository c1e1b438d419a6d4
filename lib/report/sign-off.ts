import { printable } from './printable.ts';

/** The rows of the measurement `access/capabilities` that a sheet shows; the JSON document has all. */
const rowsShown = 500;
/** The changes since the review before that it lists, of each kind. */
const changesShown = 50;

interface Row {
  readonly subject: { readonly kind: string; readonly namespace: string | null; readonly name: string };
  readonly capability: string;
  readonly scope: string;
  readonly via: readonly string[];
}

/** The measurement `access/changes`. */
interface Changes {
  readonly since: { readonly at: string } | null;
  readonly appeared: readonly Row[];
  readonly gone: readonly Row[];
}

/**
 * The sheet on which a reviewer decides about everybody's rights and signs: what has changed since the review before, then
 * one row for each grantee, scope and binding, with an empty place for the decision. Empty where the run measured no
 * access. `escape` makes text safe in the table.
 */
export function renderSignOff(
  measurements: Readonly<Record<string, unknown>>,
  escape: (text: string) => string,
): string {
  const measured = measurements['access/capabilities'];
  if (!Array.isArray(measured)) return '';
  const groups = groupRows(measured as Row[]);
  const rows = groups.slice(0, rowsShown).map((same) => renderRow(same, escape));
  const left = groups.length - rows.length;
  const changes = measurements['access/changes'] as Changes | undefined;
  return [
    '### Sign-off: who can do what is dangerous',
    ...(changes ? renderChanges(changes, escape) : []),
    ['| Who | Where | Can | Through | Keep or revoke |', '|---|---|---|---|---|', ...rows].join('\n'),
    ...(left > 0 ? [`And ${left} more: see access/capabilities in the JSON document.`] : []),
    ['Reviewed by: ____________________', 'Date: ____________________', 'Next review: ____________________'].join(
      '  \n',
    ),
  ].join('\n\n');
}

/** What one grantee can do in one scope through one binding. */
function groupRows(rows: readonly Row[]): Row[][] {
  return [...Map.groupBy(rows, ({ subject, scope, via }) => JSON.stringify([subject, scope, via])).values()];
}

function renderChanges({ since, appeared, gone }: Changes, escape: (text: string) => string): string[] {
  if (!since) return ['There is no earlier review to compare this one with.'];
  const [added, removed] = [groupRows(appeared), groupRows(gone)];
  const head = `Since the review of ${since.at.slice(0, 10)}: ${added.length} new, ${removed.length} gone.`;
  const items = [...listChanges('New', added, escape), ...listChanges('Gone', removed, escape)];
  return items.length > 0 ? [head, items.join('\n')] : [head];
}

function listChanges(kind: string, groups: readonly Row[][], escape: (text: string) => string): string[] {
  const left = groups.length - changesShown;
  return [
    ...groups.slice(0, changesShown).map((same) => {
      const [who = '', where = '', can = '', through = ''] = cellsOf(same).map((cell) => escape(printable(cell)));
      return `- ${kind}: ${who} (${where}): ${can}, through ${through}`;
    }),
    ...(left > 0 ? [`- ${kind}: ${left} more, in access/changes of the JSON document`] : []),
  ];
}

function renderRow(same: readonly Row[], escape: (text: string) => string): string {
  return `| ${cellsOf(same)
    .map((cell) => escape(printable(cell)))
    .join(' | ')} |  |`;
}

/** Who, where, can, through. */
function cellsOf(same: readonly Row[]): string[] {
  const { subject, scope, via } = same[0] as Row;
  const name = subject.namespace === null ? subject.name : `${subject.namespace}/${subject.name}`;
  const can = same.map(({ capability }) => capability).join(', ');
  return [`${subject.kind} ${name}`, scope === 'cluster' ? 'whole cluster' : scope, can, via.join(', ')];
}
