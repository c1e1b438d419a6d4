import type { Exemption } from '#lib/config/exemptions-schema.ts';
import { count } from '#lib/report/count.ts';
import { createScreen, joinBlocks, row, type TerminalOptions } from '#lib/report/screen.ts';
import { severityStyles } from '#lib/report/styles.ts';
import { formatMoment } from '#lib/report/time.ts';
import type { ExemptedRun, ExemptionState, ExemptionTally } from './tally.ts';

const labels = {
  holding: { text: 'holds', style: undefined },
  untried: { text: 'untried', style: 'dim' },
  unmatched: { text: 'UNMATCHED', style: severityStyles.warning },
  ended: { text: 'ENDED', style: severityStyles.warning },
} as const satisfies Record<ExemptionState, object>;

const advice: Readonly<Record<ExemptionState, string | undefined>> = {
  holding: undefined,
  untried: undefined,
  unmatched: 'Take it out of the configuration, or correct what it names.',
  ended: 'Take it out of the configuration, or agree on another end with its owner: its findings are back.',
};

/** The exemptions for people, each with whose it is, why, and what it hid. */
export function describeExemptions(tallies: readonly ExemptionTally[], options: TerminalOptions): string {
  if (tallies.length === 0) return 'The configuration has no exemptions.\n';
  const screen = createScreen(options);
  const blocks = tallies.map(({ exemption, state, runs }) => {
    const { text, style } = labels[state];
    const next = advice[state];
    return [
      ...row(screen, text, describeScope(exemption), style === undefined ? {} : { label: style }),
      ...row(screen, 'until', `${exemption.until}, by ${exemption.owner}: ${exemption.reason}`, { label: 'dim' }),
      ...row(screen, 'hid', describeRuns(runs, options.timeZone), { label: 'dim' }),
      ...(next === undefined ? [] : row(screen, 'next', next, { label: 'dim' })),
    ];
  });
  return joinBlocks(blocks, options);
}

/** `pods/ready of Deployment cart-* in shop, container app, labelled app=cart`. */
function describeScope({ check, namespace, kind, name, container, label }: Exemption): string {
  const object = [kind, name].filter((part) => part !== undefined).join(' ');
  const parts = [
    `${check}${object === '' ? '' : ` of ${object}`}${namespace === undefined ? '' : ` in ${namespace}`}`,
    container === undefined ? '' : `container ${container}`,
    label === undefined ? '' : `labelled ${label}`,
  ];
  return parts.filter(Boolean).join(', ');
}

/** Newest first, by window: `daily-morning 2, 2, 1 findings (last on Mon 2 Mar 2026 08:00)`. */
function describeRuns(runs: readonly ExemptedRun[], timeZone: string): string {
  const windows = Map.groupBy(runs, ({ window }) => window);
  const lines = [...windows].map(([window, [latest, ...earlier]]) => {
    if (!latest) return '';
    const before = earlier.length > 0 ? ` (before: ${earlier.map(({ hidden }) => hidden).join(', ')})` : '';
    const at = formatMoment(latest.startedAt, timeZone);
    return `${count(latest.hidden, 'finding')} in ${window} on ${at}${before}`;
  });
  return lines.join('; ') || 'no run that is kept has tried it';
}
