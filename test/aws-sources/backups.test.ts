import { describe, expect, it } from 'vitest';
import { databases } from '#lib/cluster/sources/databases.ts';
import { recoveryPoints } from '#lib/cluster/sources/recovery-points.ts';
import { startFakeAws } from '../eks/fake-aws.ts';
import { loadFrom, openShop } from './load-from.ts';

const arn = 'arn:aws:rds:eu-west-1:111122223333:db:orders';
const seconds = (iso: string) => Date.parse(iso) / 1000;

describe('the recovery points', () => {
  const sections = { backups: { aws: { vaults: ['shop', 'gone'], resourceArns: [arn], maxAgeHours: 24 } } };

  it('are those of the vaults and resources, with the jobs that failed since', async () => {
    const { calls } = await startFakeAws(({ line }) => {
      const path = decodeURIComponent(line.replace(/\/?(\?.*)?$/, ''));
      if (path === 'GET /backup-vaults/shop/recovery-points')
        return line.includes('nextToken')
          ? { body: { RecoveryPoints: [] } }
          : {
              body: {
                NextToken: 'more',
                RecoveryPoints: [
                  {
                    ResourceArn: 'arn:aws:s3:::carts',
                    BackupVaultName: 'shop',
                    Status: 'COMPLETED',
                    CreationDate: seconds('2026-03-02T01:00:00Z'),
                  },
                ],
              },
            };
      if (path === `GET /resources/${arn}/recovery-points`)
        return { body: { RecoveryPoints: [{ BackupVaultName: 'far', Status: 'PARTIAL', StatusMessage: 'no key' }] } };
      if (path.startsWith('GET /backup-jobs'))
        return {
          body: {
            BackupJobs: [
              { BackupJobId: 'j1', ResourceArn: arn, State: 'COMPLETED' },
              { BackupJobId: 'j2', ResourceArn: arn, BackupVaultName: 'shop', State: 'FAILED', StatusMessage: 'role' },
            ],
          },
        };
      return {
        status: 400,
        body: { Code: 'ResourceNotFoundException', message: 'no vault' },
        headers: { 'x-amzn-errortype': 'ResourceNotFoundException' },
      };
    });
    expect(await loadFrom(recoveryPoints, openShop(), { sections })).toEqual({
      status: 'read',
      missingVaults: ['gone'],
      isTruncated: false,
      points: [
        {
          resource: 'arn:aws:s3:::carts',
          vault: 'shop',
          status: 'COMPLETED',
          reason: '',
          createdAt: '2026-03-02T01:00:00.000Z',
        },
        { resource: arn, vault: 'far', status: 'PARTIAL', reason: 'no key', createdAt: null },
      ],
      failedJobs: [{ id: 'j2', resource: arn, vault: 'shop', state: 'FAILED', reason: 'role', createdAt: null }],
    });
    const jobs = calls.filter(({ line }) => line.startsWith('GET /backup-jobs')).map(({ line }) => line);
    expect(jobs).toHaveLength(3);
    for (const asked of ['backupVaultName=shop', 'backupVaultName=gone', `resourceArn=${encodeURIComponent(arn)}`]) {
      expect(jobs).toContainEqual(expect.stringContaining(asked));
    }
    for (const line of jobs) expect(line).toContain(`createdAfter=${encodeURIComponent('2026-03-01T07:00:00Z')}`);
  });

  it.each([
    [{}, 'backups.aws names no vault and no resource'],
    [{ backups: { aws: { rdsInstances: ['orders'] } } }, 'backups.aws names no vault and no resource'],
    [sections, 'recovery points were not read: that needs AWS'],
  ])('are not read with %j', async (given, reason) => {
    expect(await loadFrom(recoveryPoints, undefined, { sections: given })).toEqual({ status: 'not-read', reason });
  });
});

describe('the databases', () => {
  const sections = { backups: { aws: { rdsInstances: ['orders', 'gone'] } } };

  it('are read with their snapshots, page by page; one that is not there is missing', async () => {
    await startFakeAws(({ form }) => {
      const action = form.get('Action') ?? '';
      if (form.get('DBInstanceIdentifier') === 'gone')
        return {
          status: 404,
          body: '<ErrorResponse><Error><Type>Sender</Type><Code>DBInstanceNotFound</Code><Message>no</Message></Error></ErrorResponse>',
        };
      const snapshot = `<DBSnapshot><DBSnapshotIdentifier>rds:orders-${form.get('Marker') ?? '1'}</DBSnapshotIdentifier><SnapshotType>automated</SnapshotType><Status>available</Status><SnapshotCreateTime>2026-03-02T02:00:00Z</SnapshotCreateTime></DBSnapshot>`;
      const result =
        action === 'DescribeDBInstances'
          ? '<DBInstances><DBInstance><DBInstanceIdentifier>orders</DBInstanceIdentifier><DBInstanceStatus>available</DBInstanceStatus><BackupRetentionPeriod>7</BackupRetentionPeriod><LatestRestorableTime>2026-03-02T06:55:00Z</LatestRestorableTime></DBInstance></DBInstances>'
          : `<DBSnapshots>${snapshot}</DBSnapshots>${form.has('Marker') ? '' : '<Marker>2</Marker>'}`;
      return { body: `<${action}Response><${action}Result>${result}</${action}Result></${action}Response>` };
    });
    const snapshot = { type: 'automated', status: 'available', createdAt: '2026-03-02T02:00:00.000Z' };
    expect(await loadFrom(databases, openShop(), { sections })).toEqual({
      status: 'read',
      missing: ['gone'],
      items: [
        {
          name: 'orders',
          status: 'available',
          cluster: null,
          retentionDays: 7,
          restorableAt: '2026-03-02T06:55:00.000Z',
          isTruncated: false,
          snapshots: [
            { name: 'rds:orders-1', ...snapshot },
            { name: 'rds:orders-2', ...snapshot },
          ],
        },
      ],
    });
  });

  it.each([
    [{}, 'backups.aws.rdsInstances names no DB instance'],
    [sections, 'DB instances were not read: that needs AWS'],
  ])('are not read with %j', async (given, reason) => {
    expect(await loadFrom(databases, undefined, { sections: given })).toEqual({ status: 'not-read', reason });
  });
});
