import { stripVTControlCharacters } from 'node:util';
import { expect, test } from 'vitest';
import { renderHistory } from '#lib/report/history.ts';
import type { RunSummary } from '#lib/store/run-summary.ts';

const options = { color: false, width: 80, timeZone: 'Europe/Berlin' };
const monday: RunSummary = {
  id: 'daily-morning.shop.20260302T070000Z',
  window: 'daily-morning',
  cluster: 'shop',
  scheduledAt: '2026-03-02T07:00:00Z',
  judgedAt: '2026-02-01T00:00:00Z',
  startedAt: '2026-03-02T07:00:01Z',
  finishedAt: '2026-03-02T07:00:02Z',
  status: 'unknown',
  severities: { critical: 12, warning: 4, info: 0 },
  appeared: 3,
  resolved: 1,
  checks: 20,
  unknown: 2,
};
const sunday: RunSummary = {
  ...monday,
  id: 'weekly-configuration.shop.20260301T070000Z',
  window: 'weekly-configuration',
  startedAt: '2026-03-01T07:00:00Z',
  status: 'passed',
  severities: { critical: 0, warning: 0, info: 0 },
  unknown: 0,
};

test('a line for each run, its id under it', () => {
  expect(renderHistory([monday, sunday], options)).toBe(`\
 WHEN                  WINDOW                STATUS   CRIT  WARN  INFO  UNKN
 Mon 2 Mar 2026 08:00  daily-morning         UNKNOWN    12     4     -     2
   daily-morning.shop.20260302T070000Z
 Sun 1 Mar 2026 08:00  weekly-configuration  PASSED      -     -     -     -
   weekly-configuration.shop.20260301T070000Z
`);
});

test('a run that did not finish', () => {
  expect(renderHistory([{ ...monday, status: 'unfinished', finishedAt: null }], options)).toBe(`\
 WHEN                  WINDOW         STATUS      CRIT  WARN  INFO  UNKN
 Mon 2 Mar 2026 08:00  daily-morning  UNFINISHED     ?     ?     ?     ?
   daily-morning.shop.20260302T070000Z
`);
});

test('a window that did not run, and how to run it now', () => {
  const missed = { window: 'daily-morning', cluster: 'shop', scheduledAt: '2026-03-01T07:00:00.000Z' } as const;
  expect(renderHistory([monday, { ...missed, state: 'missed', lateMinutes: null }], options)).toBe(`\
 WHEN                  WINDOW         STATUS       CRIT  WARN  INFO  UNKN
 Mon 2 Mar 2026 08:00  daily-morning  UNKNOWN        12     4     -     2
   daily-morning.shop.20260302T070000Z
 Sun 1 Mar 2026 08:00  daily-morning  DID NOT RUN
   runbook run daily-morning --scheduled-at 2026-03-01T07:00:00.000Z
`);
});

test('colour moves no column', () => {
  const colored = renderHistory([monday, sunday], { ...options, color: true });
  expect(colored).toContain('\u001b[1m\u001b[35mUNKNOWN\u001b[39m\u001b[22m');
  expect(stripVTControlCharacters(colored)).toBe(renderHistory([monday, sunday], options));
});

test('without runs, how to make one', () => {
  expect(renderHistory([], options)).toBe('No run is kept yet. To make one: runbook run daily-morning\n');
});
