import { expect, it } from 'vitest';
import { claimRun } from '#lib/store/claim-run.ts';
import { listLedgerRuns } from '#lib/store/ledger.ts';
import { saveRun } from '#lib/store/save-run.ts';
import { checkOf, documentOf } from '../store/support/documents.ts';
import { openStory, type Story } from './story.ts';

const cluster = 'ecommerce-production';
/** In minutes from the begin at 07:00 in Berlin: when the morning's window is to run, and when it is missed. */
const [eight, missedAt] = [60, 75];

/** The windows named run by schedule, and no others; `ledger` is on. */
function scheduled(windows: Readonly<Record<string, string | undefined>>, ledger: object = {}) {
  const ids = ['daily-morning', 'daily-afternoon', 'daily-evening'];
  const weekly = ['performance', 'security', 'configuration', 'monitoring', 'recovery'].map((name) => `weekly-${name}`);
  const monthly = ['performance', 'security', 'recovery'].map((name) => `monthly-${name}`);
  const all = [...ids, ...weekly, ...monthly].map((id) => [
    id,
    id in windows ? { ...(windows[id] && { schedule: windows[id] }) } : { enabled: false },
  ]);
  return {
    sections: { windows: Object.fromEntries(all) as object, escalation: { ledger: { enabled: true, ...ledger } } },
  };
}

const daily = { 'daily-morning': undefined, 'daily-afternoon': undefined, 'daily-evening': undefined };
const informed = (minute: number, why: string) => [
  `${minute} email: For the team: ${why}.`,
  `${minute} slack: For the team: ${why}.`,
];

/** `WINDOW STATE` of each run that was not as it should be. */
async function recordsOf({ table }: Story): Promise<string[]> {
  const runs = await listLedgerRuns(table, cluster, '');
  return runs.map(({ window, state, lateMinutes }) => `${window} ${state}${lateMinutes ? ` ${lateMinutes}` : ''}`);
}

it('24: a window that never starts is missed once its grace has passed; when it runs after all, that is over, and how late it was is said', async () => {
  const story = await openStory(scheduled({ 'daily-morning': undefined }));
  await story.sweepUntil(missedAt - 1, { from: 0 });
  expect(story.told()).toEqual([]);
  await story.sweepUntil(missedAt + 40, { from: missedAt });
  expect(story.told()).toEqual(informed(missedAt, 'it is new'));
  expect((await story.incident()).findings[0]?.message).toBe(
    'daily-morning did not run at Mon 2 Mar 2026 08:00 CET: nobody looked',
  );
  expect((await story.type(110, 'history')).written).toContain('DID NOT RUN');
  await story.run(110);
  await story.sweep(111);
  expect([story.told(), (await story.incident()).resolvedAt]).toEqual([[], null]); // a run by hand is another run
  await story.run(eight + 52, eight);
  await story.sweep(eight + 52);
  expect(story.told()).toEqual(informed(eight + 52, 'resolved by runbook: it ran 52 min late'));
  expect(await recordsOf(story)).toEqual(['daily-morning late 52']);
  await story.sweepUntil(200, { from: 113 });
});

it('24: a run that begins within its grace is not missed, and one that is under way is waited for', async () => {
  const story = await openStory(scheduled({ 'daily-morning': undefined }));
  await story.sweep(0);
  story.goTo(eight + 14);
  const identity = { window: 'daily-morning', cluster, scheduledAt: story.at(eight).toISOString() };
  await claimRun(story.table, identity, { now: story.at(eight + 14), holdMs: 5 * 60_000 });
  await story.sweepUntil(eight + 18, { from: eight + 15 });
  expect(story.told()).toEqual([]);
  await story.sweep(eight + 19);
  expect(story.told()).toEqual(informed(eight + 19, 'it is new'));
  expect((await story.incident()).title).toBe('A run did not finish');
  await story.run(eight + 20, eight);
  await story.sweep(eight + 20);
  expect(story.told()).toEqual(informed(eight + 20, 'resolved by runbook: it ran 20 min late'));
});

it('24: a missed run that has begun late is waited for, and over when it is done', async () => {
  const story = await openStory(scheduled({ 'daily-morning': undefined }));
  await story.sweep(0);
  await story.sweep(missedAt);
  story.told();
  story.goTo(100);
  const identity = { window: 'daily-morning', cluster, scheduledAt: story.at(eight).toISOString() };
  await claimRun(story.table, identity, { now: story.at(100) });
  await story.sweepUntil(102, { from: 100 });
  expect(await recordsOf(story)).toEqual(['daily-morning awaited 40']);
  const startedAt = story.at(100).toISOString();
  await saveRun(
    story.table,
    documentOf(2, { run: { status: 'passed', startedAt, finishedAt: story.at(103).toISOString() } }),
  );
  await story.sweep(103);
  expect(story.told()).toEqual(informed(103, 'resolved by runbook: it ran 40 min late'));
});

it('24: three missed windows are three records and three incidents; at once they page one time', async () => {
  const story = await openStory(scheduled(daily, { severity: 'critical' }));
  await story.sweep(0);
  await story.sweep(13 * 60);
  const lines = story.told();
  expect(lines.filter((line) => line.includes('pagerduty'))).toEqual(['780 pagerduty: trigger level 1']);
  expect(lines.filter((line) => line.includes('email'))).toHaveLength(3);
  expect(lines).toHaveLength(7);
  expect(await recordsOf(story)).toEqual(['daily-morning missed', 'daily-afternoon missed', 'daily-evening missed']);
  const severities = (await story.incidents()).map(({ window, severity }) => `${window} ${severity}`);
  expect(severities.toSorted()).toEqual(['daily-afternoon warning', 'daily-evening critical', 'daily-morning warning']);
});

it('24: a missed run that is never made up for is over when its window runs again', async () => {
  const story = await openStory(scheduled({ 'daily-morning': undefined }));
  await story.sweep(0);
  await story.sweep(missedAt);
  story.told();
  const tomorrow = eight + 24 * 60;
  await story.run(tomorrow);
  await story.sweep(tomorrow + 15);
  const again = 'resolved by runbook: the window ran again at Tue 3 Mar 2026 08:00 CET';
  expect(story.told()).toEqual(informed(tomorrow + 15, again));
  expect(await recordsOf(story)).toEqual(['daily-morning missed']);
});

it('24: before a missed run is escalated the store is asked again, and not the cluster', async () => {
  const story = await openStory(scheduled({ 'daily-morning': undefined }, { severity: 'critical' }));
  await story.sweep(0);
  await story.sweep(missedAt);
  story.told();
  await story.sweep(missedAt + 30);
  expect(story.told()).toEqual([`${missedAt + 30} pagerduty: trigger level 2`]);
});

it('25: a run whose time ran out is partial, never passed, and an incident of that run', async () => {
  const story = await openStory(scheduled({ 'daily-morning': undefined }));
  await story.sweep(0);
  const checks = [
    ...Array.from({ length: 9 }, (_, index) => checkOf(`nodes/check-${index}`, [])),
    ...Array.from({ length: 3 }, (_, index) => checkOf(`pods/check-${index}`, [], { status: 'unknown' as const })),
  ];
  await saveRun(story.table, documentOf(2, { checks, run: { status: 'unknown', isPartial: true } }));
  await story.sweep(eight + 1);
  expect(story.told()).toEqual([]);
  await story.sweepUntil(missedAt + 5, { from: missedAt });
  expect(story.told()).toEqual(informed(missedAt, 'it is new'));
  expect(await story.incident()).toMatchObject({ title: 'A run was cut short', window: 'daily-morning' });
  expect(await recordsOf(story)).toEqual(['daily-morning partial']);
});

it('26: a local time that is skipped when clocks change is refused by the configuration, and missed by nobody', async () => {
  const night = scheduled({ 'daily-morning': '30 2 * * *' });
  const story = await openStory({ begin: '2026-03-28T22:00:00.000Z', ...night });
  await story.sweepUntil(8 * 60, { from: 0, everyMinutes: 10 });
  expect([story.told(), await story.incidents()]).toEqual([[], []]);
  const { exitCode, written } = await story.type(0, 'config', 'check');
  expect([exitCode, written]).toEqual([
    64,
    expect.stringContaining('cannot run between 01:00 and 03:00 in Europe/Berlin'),
  ]);
});

it('a window whose schedule changes is expected by the new one, from then on', async () => {
  const story = await openStory(scheduled({ 'daily-morning': undefined }));
  await story.sweep(0);
  story.configure(scheduled({ 'daily-morning': '30 7 * * *' }).sections);
  await story.sweepUntil(missedAt + 60, { from: 50, everyMinutes: 5 });
  expect(story.told()).toEqual([]);
  await story.sweep(24 * 60 + 45);
  expect(story.told()).toEqual(informed(24 * 60 + 45, 'it is new'));
});

it('two sweeps at once open one incident of a missed run', async () => {
  const story = await openStory(scheduled({ 'daily-morning': undefined }));
  await story.sweep(0);
  const other = story.openTable();
  await Promise.all([story.sweep(missedAt), story.sweep(missedAt, other)]);
  await story.sweep(missedAt + 1);
  expect(story.told()).toEqual(informed(missedAt, 'it is new'));
  expect(await story.incidents()).toHaveLength(1);
});
