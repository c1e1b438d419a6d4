import { describe, expect, it } from 'vitest';
import { backupsRecoveryPointsRecent } from '#lib/checks/backups/recovery-points-recent.ts';
import type { FailedBackupJob, RecoveryPoint, RecoveryPoints } from '#lib/cluster/sources/recovery-points.ts';
import { configWith } from '../../support/config.ts';
import { minutesAgo, observe } from '../../support/observe.ts';

const orders = 'arn:aws:rds:eu-west-1:111122223333:db:orders';
const config = configWith({ backups: { aws: { vaults: ['shop'], resourceArns: [orders], maxAgeHours: 26 } } });
const hoursAgo = (hours: number) => minutesAgo(hours * 60);
const point = (hours: number, status = 'COMPLETED', resource = orders): RecoveryPoint => ({
  resource,
  vault: 'shop',
  status,
  reason: '',
  createdAt: hoursAgo(hours),
});
const job = (hours: number, resource = orders): FailedBackupJob => ({
  id: 'j1',
  resource,
  vault: 'shop',
  state: 'FAILED',
  reason: 'the role may not',
  createdAt: hoursAgo(hours),
});

function judge(points: RecoveryPoint[], more: Partial<Extract<RecoveryPoints, { status: 'read' }>> = {}) {
  const recoveryPoints = {
    status: 'read',
    points,
    failedJobs: [],
    missingVaults: [],
    isTruncated: false,
    ...more,
  } as const;
  return observe(backupsRecoveryPointsRecent, { recoveryPoints }, { config });
}
const told = (...given: Parameters<typeof judge>) =>
  judge(...given).observations.map(({ severity = 'critical', message }) => `${severity}: ${message}`);

describe('backups/recovery-points-recent', () => {
  it.each<[string, RecoveryPoint[]]>([
    ['a recent one', [point(25), point(200)]],
    ['one that is available', [point(5, 'AVAILABLE')]],
    ['another that is being made', [point(1, 'CREATING'), point(25)]],
    ['old ones of a resource that are on their way out', [point(5), point(900, 'DELETING', 'arn:aws:s3:::gone')]],
  ])('is quiet for %s', (_what, points) => {
    expect(told(points)).toEqual([]);
  });

  it.each<[string, RecoveryPoint[], string]>([
    ['none', [], `${orders}: it has no recovery point in AWS Backup`],
    [
      'none that is complete',
      [point(5, 'PARTIAL')],
      `${orders}: it has no complete recovery point (PARTIAL) in AWS Backup`,
    ],
    ['an old one', [point(27)], `${orders}: its newest recovery point in AWS Backup is 1 d 3 h old`],
  ])('finds a resource with %s', (_what, points, message) => {
    expect(told(points)).toEqual([`critical: ${message}`]);
  });

  it('judges whatever a vault has, by its ARN', () => {
    const { observations } = judge([point(1), point(50, 'COMPLETED', 'arn:aws:s3:::carts')]);
    expect(observations).toEqual([
      {
        subject: { kind: 'AwsResource', namespace: null, name: 'arn:aws:s3:::carts' },
        discriminator: 'old',
        message: 'arn:aws:s3:::carts: its newest recovery point in AWS Backup is 2 d 2 h old',
        since: hoursAgo(50),
        evidence: { vault: 'shop', job: null, maxAgeHours: 26 },
      },
    ]);
  });

  it('tells of a job that failed since, and with an old recovery point why', () => {
    expect(told([point(10)], { failedJobs: [job(2), job(5)] })).toEqual([
      `warning: ${orders}: its last backup job ended FAILED: the role may not; the recovery point before is 10 h old`,
    ]);
    expect(told([point(10)], { failedJobs: [job(20)] })).toEqual([]);
    expect(told([point(50)], { failedJobs: [job(2)] })).toEqual([
      `critical: ${orders}: its newest recovery point in AWS Backup is 2 d 2 h old; its last backup job ended FAILED: the role may not`,
    ]);
    expect(told([point(1)], { failedJobs: [job(2, 'arn:aws:s3:::new')] })).toEqual([
      'critical: arn:aws:s3:::new: it has no recovery point in AWS Backup; its last backup job ended FAILED: the role may not',
    ]);
  });

  it('finds a vault that is not there, and says that it has not seen all', () => {
    const { observations, conclusion } = judge([point(1)], { missingVaults: ['shop'], isTruncated: true });
    expect(observations).toMatchObject([
      {
        subject: { kind: 'BackupVault', name: 'shop' },
        message: 'AWS Backup has no vault shop: what was to be kept there is not',
      },
    ]);
    expect(conclusion).toEqual({
      examined: 2,
      measurements: { 'backups/recovery-points-recent': { [orders]: hoursAgo(1) } },
      note: 'there are more recovery points or jobs than were read',
    });
  });

  it('does not apply where AWS is not asked', () => {
    const { conclusion } = observe(backupsRecoveryPointsRecent, {
      recoveryPoints: { status: 'not-read', reason: 'no' },
    });
    expect(conclusion).toEqual({ notApplicable: 'no' });
  });
});
