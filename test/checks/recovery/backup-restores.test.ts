import { describe, expect, it } from 'vitest';
import { recoveryBackupRestores } from '#lib/checks/recovery/backup-restores.ts';
import type { RestoreDrill } from '#lib/cluster/probes/restore-drill.ts';
import { examineFixture } from '../../support/check-fixtures.ts';
import { configWith } from '../../support/config.ts';
import { minutesAgo, observe } from '../../support/observe.ts';

const restoreJob = {
  manifest: 'restore-shop.yaml',
  namespace: 'scratch',
  recoveryTimeMinutes: 5,
  recoveryPointHours: 24,
};
const config = configWith({ recovery: { namespace: 'ecommerce', restoreJob } });
const restored: RestoreDrill = {
  namespace: 'scratch',
  job: 'restore-shop',
  outcome: 'restored',
  why: '',
  restoredAfterMs: 240_000,
  recoveryPointAt: '2026-03-02T02:00:00.000Z',
  lastLines: ['recovery point: 2026-03-02T02:00:00Z'],
  logFailure: '',
  goneAfterMs: 900,
  hasSwept: false,
};
const unmeasured = { restoredAfterMs: null, recoveryPointAt: null } as const;
const nothingMade = { ...unmeasured, goneAfterMs: null } as const;

/** What earlier drills came to, newest first: days ago, and the seconds that the restore took. */
const earlierOf = (...drills: readonly (readonly [days: number, seconds: number | null])[]) => ({
  isKept: true,
  unreadable: 0,
  runs: drills.map(([days, restoredSeconds]) => ({
    run: `r${days}`,
    at: minutesAgo(days * 1440),
    value: {
      outcome: restoredSeconds === null ? 'failed' : 'restored',
      restoredSeconds,
      recoveryPointAgeSeconds: null,
    },
  })),
});

const judge = (tweak: Partial<RestoreDrill>, within = config, earlierDrills = earlierOf()) =>
  observe(recoveryBackupRestores, { restoreDrill: { ...restored, ...tweak }, earlierDrills }, { config: within });

const left = [
  'removal',
  'warning',
  'Restore drill scratch/restore-shop was deleted, and its Job or a pod of it is still there after 30 s',
];

it.each<[string, Partial<RestoreDrill>, (string | undefined)[][]]>([
  ['met its targets', {}, []],
  ['took all of its time', { restoredAfterMs: 300_000 }, []],
  [
    'failed',
    { outcome: 'failed', why: 'BackoffLimitExceeded', ...unmeasured },
    [['restore', undefined, 'Restore drill scratch/restore-shop failed: BackoffLimitExceeded']],
  ],
  [
    'was not done',
    { outcome: 'unfinished', why: '', ...unmeasured },
    [['restore', undefined, 'Restore drill scratch/restore-shop was not done within 10 min']],
  ],
  [
    'was refused',
    { outcome: 'refused', why: 'quota', ...nothingMade },
    [['restore', undefined, 'The API server refused restore drill scratch/restore-shop: quota']],
  ],
  ['left its Job', { goneAfterMs: null }, [left]],
  ['could not begin', { outcome: 'stuck', ...nothingMade }, [left]],
  [
    'failed and left its Job',
    { outcome: 'failed', why: '', ...nothingMade },
    [['restore', undefined, 'Restore drill scratch/restore-shop failed'], left],
  ],
  [
    'took too long',
    { restoredAfterMs: 301_000 },
    [['recovery-time', 'warning', 'The restore took 5.1 min; the target is 5 min']],
  ],
  [
    'restored what is too old',
    { recoveryPointAt: '2026-03-01T06:00:00.000Z' },
    [['recovery-point', 'warning', 'The restored data ends 1 d 1 h ago; the target is 24 h']],
  ],
])('a drill that %s', (_, tweak, expected) => {
  const { observations, conclusion } = judge(tweak);
  expect(observations.map(({ discriminator, severity, message }) => [discriminator, severity, message])).toEqual(
    expected,
  );
  expect(conclusion).toMatchObject({ examined: 1, measurements: { 'recovery/drill': { outcome: expect.anything() } } });
});

describe('the history', () => {
  it('holds the figures of this drill and of those before', () => {
    const { conclusion } = judge({}, config, earlierOf([7, 120], [14, null]));
    const figures = { outcome: 'restored', restoredSeconds: 240, recoveryPointAgeSeconds: 18_000 };
    expect(conclusion).toEqual({
      examined: 1,
      measurements: {
        'recovery/drill': {
          ...figures,
          recoveryPointAt: '2026-03-02T02:00:00.000Z',
          goneAfterMs: 900,
          earlier: [
            { at: minutesAgo(10_080), outcome: 'restored', restoredSeconds: 120, recoveryPointAgeSeconds: null },
            { at: minutesAgo(20_160), outcome: 'failed', restoredSeconds: null, recoveryPointAgeSeconds: null },
          ],
        },
      },
      remember: { 'recovery/drill': figures },
    });
  });

  it.each([
    ['when one last succeeded', earlierOf([7, null], [21, 120]), '; the last drill to succeed was 21 d ago'],
    ['that none has', earlierOf([7, null]), '; no drill that is remembered has succeeded'],
    ['nothing without one', earlierOf(), ''],
  ])('tells of a failure %s', (_, earlier, told) => {
    const { observations } = judge({ outcome: 'failed', why: '', ...unmeasured }, config, earlier);
    expect(observations[0]?.message).toBe(`Restore drill scratch/restore-shop failed${told}`);
  });

  it('tells of a missed time how long the drill before took', () => {
    const { observations } = judge({ restoredAfterMs: 400_000 }, config, earlierOf([7, null], [14, 125]));
    expect(observations[0]?.message).toBe('The restore took 6.7 min; the target is 5 min; the drill before took 2 min');
  });
});

it('tells a failed drill with the end of its log', () => {
  const { observations } = judge({ outcome: 'failed', ...unmeasured, lastLines: ['checksum mismatch'] });
  expect(observations[0]?.evidence).toEqual({ log: ['checksum mismatch'] });
});

describe('the age of the restored data', () => {
  it.each([
    ['', 'no line of its log matches recovery.restoreJob.recoveryPoint'],
    ['HTTP 500', 'HTTP 500'],
  ])('is unknown where it is asked for and not told (%s)', (logFailure, why) => {
    const { observations, conclusion } = judge({ recoveryPointAt: null, logFailure });
    expect(observations).toEqual([]);
    expect(conclusion).toMatchObject({
      unknown: `the age of the data that scratch/restore-shop restored is not told: ${why}`,
      measurements: { 'recovery/drill': { restoredSeconds: 240, recoveryPointAgeSeconds: null } },
    });
  });

  it('is not missed where no target is set', () => {
    const { manifest, namespace } = restoreJob;
    const within = configWith({ recovery: { namespace: 'ecommerce', restoreJob: { manifest, namespace } } });
    const { observations, conclusion } = judge({ recoveryPointAt: null, restoredAfterMs: 9_000_000 }, within);
    expect([observations, conclusion]).toMatchObject([[], { examined: 1 }]);
  });
});

it.each<[RestoreDrill['outcome'], string]>([
  ['busy', 'another restore drill is running in namespace scratch: told'],
  ['name-taken', 'a Job named restore-shop is in namespace scratch that is not the drill’s own (told): rename either'],
])('is unknown while it is %s', (outcome, unknown) => {
  expect(judge({ outcome, why: 'told', ...nothingMade })).toEqual({ observations: [], conclusion: { unknown } });
});

it('says that an earlier drill was cut short', () => {
  expect(judge({ hasSwept: true }).conclusion).toMatchObject({
    note: 'the Job of an earlier drill that had been cut short was removed first',
  });
});

it('does not apply without a Job', () => {
  const conclusion = { notApplicable: 'the configuration has no recovery.restoreJob' };
  expect(observe(recoveryBackupRestores, { restoreDrill: null, earlierDrills: earlierOf() })).toEqual({
    observations: [],
    conclusion,
  });
});

it('on a recorded cluster restores, measures and leaves nothing', async () => {
  const { measurements, reason } = await examineFixture(
    recoveryBackupRestores,
    `${import.meta.dirname}/backup-restores/pass.leftover.yaml`,
  );
  expect(reason).toBe('the Job of an earlier drill that had been cut short was removed first');
  expect(measurements['recovery/drill']).toMatchObject({
    outcome: 'restored',
    recoveryPointAt: '2026-03-02T02:00:00.000Z',
    goneAfterMs: expect.any(Number),
  });
});
