import { printable } from './printable.ts';

/** The rows of the measurement `access/capabilities` that a sheet shows; the JSON document has all. */
const rowsShown = 500;

interface Row {
  readonly subject: { readonly kind: string; readonly namespace: string | null; readonly name: string };
  readonly capability: string;
  readonly scope: string;
  readonly via: readonly string[];
}

/**
 * The sheet on which a reviewer decides about everybody's rights and signs: one row for each grantee, scope and binding,
 * with an empty place for the decision. Empty where the run measured no access. `escape` makes text safe in the table.
 */
export function renderSignOff(
  measurements: Readonly<Record<string, unknown>>,
  escape: (text: string) => string,
): string {
  const measured = measurements['access/capabilities'];
  if (!Array.isArray(measured)) return '';
  const groups = [
    ...Map.groupBy(measured as Row[], ({ subject, scope, via }) => JSON.stringify([subject, scope, via])),
  ];
  const rows = groups.slice(0, rowsShown).map(([, same]) => renderRow(same, escape));
  const left = groups.length - rows.length;
  return [
    '### Sign-off: who can do what is dangerous',
    ['| Who | Where | Can | Through | Keep or revoke |', '|---|---|---|---|---|', ...rows].join('\n'),
    ...(left > 0 ? [`And ${left} more: see access/capabilities in the JSON document.`] : []),
    ['Reviewed by: ____________________', 'Date: ____________________', 'Next review: ____________________'].join(
      '  \n',
    ),
  ].join('\n\n');
}

function renderRow(same: readonly Row[], escape: (text: string) => string): string {
  const { subject, scope, via } = same[0] as Row;
  const name = subject.namespace === null ? subject.name : `${subject.namespace}/${subject.name}`;
  const can = same.map(({ capability }) => capability).join(', ');
  const cells = [`${subject.kind} ${name}`, scope === 'cluster' ? 'whole cluster' : scope, can, via.join(', ')];
  return `| ${cells.map((cell) => escape(printable(cell))).join(' | ')} |  |`;
}
