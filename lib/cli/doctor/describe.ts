import { count } from '#lib/report/count.ts';
import { commandRow, createScreen, joinBlocks, row, type Screen, type TerminalOptions } from '#lib/report/screen.ts';
import { statusStyles } from '#lib/report/styles.ts';
import type { Diagnosis } from './examination.ts';

const labels = {
  ok: { text: 'ok', style: statusStyles.passed },
  'not-ok': { text: 'NOT OK', style: statusStyles.failed },
  'not-tried': { text: '-', style: statusStyles.unknown },
} as const;

/** The diagnoses for people, each with what to do next, and a sum at the end. */
export function describeDiagnoses(diagnoses: readonly Diagnosis[], options: TerminalOptions): string {
  const screen = createScreen(options);
  const titleWidth = Math.max(...diagnoses.map(({ title }) => title.length));
  const rows = diagnoses.flatMap((diagnosis) => describeDiagnosis(screen, diagnosis, titleWidth));
  return joinBlocks([rows, [sumUp(screen, diagnoses)]], options);
}

function describeDiagnosis(screen: Screen, diagnosis: Diagnosis, titleWidth: number): string[] {
  const { status, title, seen, details, next } = diagnosis;
  const { text, style } = labels[status];
  const said = status === 'not-tried' ? `not tried: ${seen}` : seen;
  return [
    ...row(screen, text, `${title.padEnd(titleWidth)}  ${said}`, { label: style }),
    ...details.flatMap((line) => row(screen, '', line, { text: 'dim' })),
    ...(next ? row(screen, 'next', next.text, { label: 'dim' }) : []),
    ...(next?.command === undefined ? [] : [commandRow(screen, '', next.command)]),
  ];
}

function sumUp(screen: Screen, diagnoses: readonly Diagnosis[]): string {
  const amount = (status: Diagnosis['status']) => diagnoses.filter((one) => one.status === status).length;
  const [wrong, untried] = [amount('not-ok'), amount('not-tried')];
  const parts = [`${count(amount('ok'), 'thing')} ok`, `${wrong} not ok`, `${untried} not tried`];
  return ` ${screen.paint(labels[wrong > 0 ? 'not-ok' : 'ok'].style, parts.join(', '))}`;
}
