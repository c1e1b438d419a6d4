import type { LedgerRun } from '#lib/store/ledger.ts';
import type { RunSummary } from '#lib/store/run-summary.ts';
import { printable } from './printable.ts';
import { createScreen, joinBlocks, type Style, type TerminalOptions } from './screen.ts';
import { severityStyles, statusStyles } from './styles.ts';
import { formatMoment } from './time.ts';

interface Cell {
  readonly text: string;
  readonly style?: Style;
}

const header = ['WHEN', 'WINDOW', 'STATUS', 'CRIT', 'WARN', 'INFO', 'UNKN'];
/** What a run that did not finish never said. */
const untold: Cell = { text: '?', style: 'dim' };
const firstNumber = header.indexOf('CRIT');

/**
 * Runs as a table, in the order given, each with its id under it: what `runbook show` and `runbook diff` ask for. A window
 * that did not run stands among them, with how to run it now.
 */
export function renderHistory(runs: readonly (RunSummary | LedgerRun)[], options: TerminalOptions): string {
  const { paint, timeZone } = createScreen(options);
  if (runs.length === 0) return joinBlocks([['No run is kept yet. To make one: runbook run daily-morning']], options);
  const rows = runs.map((run) => ('id' in run ? runCells(run, timeZone) : missedCells(run, timeZone)));
  const widths = header.map((title, column) =>
    Math.max(title.length, ...rows.map((cells) => cells[column]?.text.length ?? 0)),
  );
  const layOut = (cells: readonly Cell[]) =>
    ` ${cells
      .map(({ text, style }, column) => {
        const blanks = ' '.repeat((widths[column] ?? 0) - text.length);
        return column < firstNumber ? `${paint(style, text)}${blanks}` : `${blanks}${paint(style, text)}`;
      })
      .join('  ')}`;
  const lines = runs.flatMap((run, index) => [
    layOut(rows[index] ?? []),
    `   ${paint('dim', printable(underOf(run)))}`,
  ]);
  return joinBlocks([[layOut(header.map((text) => ({ text, style: 'dim' }))), ...lines]], options);
}

function runCells(run: RunSummary, timeZone: string): Cell[] {
  const { startedAt, window, status, severities, unknown } = run;
  const amount = (value: number, style: Style) => (status === 'unfinished' ? untold : amountCell(value, style));
  return [
    { text: formatMoment(startedAt, timeZone) },
    { text: printable(window) },
    { text: status.toUpperCase(), style: status === 'unfinished' ? 'dim' : statusStyles[status] },
    amount(severities.critical, severityStyles.critical),
    amount(severities.warning, severityStyles.warning),
    amount(severities.info, severityStyles.info),
    amount(unknown, statusStyles.unknown),
  ];
}

function missedCells({ scheduledAt, window }: LedgerRun, timeZone: string): Cell[] {
  const blank: Cell = { text: '' };
  const when = { text: formatMoment(scheduledAt, timeZone) };
  return [
    when,
    { text: printable(window) },
    { text: 'DID NOT RUN', style: statusStyles.unknown },
    blank,
    blank,
    blank,
    blank,
  ];
}

function underOf(run: RunSummary | LedgerRun): string {
  return 'id' in run ? run.id : `runbook run ${run.window} --scheduled-at ${run.scheduledAt}`;
}

function amountCell(amount: number, style: Style): Cell {
  return amount === 0 ? { text: '-', style: 'dim' } : { text: String(amount), style };
}
