import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { AwsApi } from '#lib/cluster/aws/aws-api.ts';
import type { AwsAnswer } from '#lib/cluster/embedded/snapshot.ts';
import type { AnySource } from '#lib/cluster/source.ts';
import { accessEntries } from '#lib/cluster/sources/access-entries.ts';
import { databases } from '#lib/cluster/sources/databases.ts';
import { imageScans } from '#lib/cluster/sources/image-scans.ts';
import { podIdentities } from '#lib/cluster/sources/pod-identities.ts';
import { recoveryPoints } from '#lib/cluster/sources/recovery-points.ts';
import { allChecks } from '#lib/runbook/registry.ts';
import type { SourceOutcome } from '#lib/runs/load-sources.ts';
import { runCheck } from '#lib/runs/run-check.ts';
import { configWith } from '../support/config.ts';
import { now } from '../support/observe.ts';
import { loadFrom } from './load-from.ts';

const orders = 'arn:aws:rds:eu-west-1:111122223333:db:orders';
const backups = { aws: { vaults: ['shop'], resourceArns: [orders], rdsInstances: ['orders'] } };
const config = configWith({ backups });
const digest = `sha256:${'ab'.repeat(32)}`;
const imageID = `111122223333.dkr.ecr.eu-west-1.amazonaws.com/shop/cart@${digest}`;
const pods = [{ metadata: { name: 'cart-0' }, status: { containerStatuses: [{ name: 'app', imageID }, { imageID }] } }];

const recorded = new URL('../../lib/cluster/embedded/snapshots/example/answers/aws.json', import.meta.url);
const old = '2026-02-01T00:00:00Z';
const answers: readonly Pick<AwsAnswer, 'action' | 'output'>[] = [
  ...JSON.parse(readFileSync(recorded, 'utf8')).answers,
  {
    action: 'eks:DescribeCluster',
    output: { cluster: { accessConfig: { authenticationMode: 'API_AND_CONFIG_MAP' } } },
  },
  { action: 'eks:ListPodIdentityAssociations', output: { associations: [{ associationId: 'a-1' }] } },
  {
    action: 'eks:DescribePodIdentityAssociation',
    output: { association: { namespace: 'ecommerce', serviceAccount: 'default', roleArn: 'arn:aws:iam::1:role/x' } },
  },
  {
    action: 'ecr:DescribeImageScanFindings',
    output: {
      imageScanStatus: { status: 'COMPLETE', description: 'done' },
      imageScanFindings: {
        findings: Array.from({ length: 6 }, () => ({
          name: 'CVE-1',
          severity: 'CRITICAL',
          attributes: [{ key: 'package_name', value: 'zlib' }],
        })),
      },
    },
  },
  {
    action: 'backup:ListRecoveryPointsByBackupVault',
    output: {
      RecoveryPoints: [{ ResourceArn: orders, BackupVaultName: 'shop', Status: 'COMPLETED', CreationDate: old }],
    },
  },
  {
    action: 'backup:ListRecoveryPointsByResource',
    output: { RecoveryPoints: [{ Status: 'PARTIAL', CreationDate: old }] },
  },
  {
    action: 'backup:ListBackupJobs',
    output: { BackupJobs: [{ BackupJobId: 'j', ResourceArn: orders, State: 'FAILED', StatusMessage: 'no' }] },
  },
  {
    action: 'rds:DescribeDBInstances',
    output: { DBInstances: [{ DBInstanceStatus: 'available', BackupRetentionPeriod: 7, LatestRestorableTime: old }] },
  },
  {
    action: 'rds:DescribeDBSnapshots',
    output: { DBSnapshots: [{ DBSnapshotIdentifier: 's', SnapshotType: 'manual', Status: 'available' }] },
  },
];

/** The value without some of its fields: AWS promises few of them, and the SDK's types promise none. */
function thin(value: unknown, isLost: () => boolean): unknown {
  if (Array.isArray(value)) return value.map((item) => thin(item, isLost));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, field]) => (isLost() ? [] : [[key, thin(field, isLost)]])),
  );
}

const sources: readonly AnySource[] = [accessEntries, podIdentities, imageScans, recoveryPoints, databases];
const checks = allChecks.filter((check) => check.reads.some((source) => sources.includes(source)));

it('whatever AWS leaves out, its sources are read, and every check judges them in words that people can read', async () => {
  let found = 0;
  await fc.assert(
    fc.asyncProperty(fc.infiniteStream(fc.integer({ min: 0, max: 9 })), async (draws) => {
      const isLost = () => draws.next().value === 0;
      const aws = {
        clusterName: 'ecommerce-production',
        call: async ({ action }: { action: string }) =>
          thin(answers.find((answer) => answer.action === action)?.output ?? {}, isLost),
      } as unknown as AwsApi;
      const outcomes = new Map<string, SourceOutcome>();
      for (const source of sources) {
        const data = await loadFrom(source, aws, { sections: { backups }, raw: pods });
        outcomes.set(source.name, { status: 'ok', data });
      }
      for (const check of checks) {
        const others = check.reads.filter((source) => !outcomes.has(source.name));
        const empty = others.map((source): [string, SourceOutcome] => [source.name, { status: 'ok', data: [] }]);
        const verdict = runCheck(check, new Map([...outcomes, ...empty]), { config, now });
        expect(`${check.id} ${verdict.reason}`).not.toContain('the check itself failed');
        for (const { message } of verdict.findings) expect(message).not.toMatch(/undefined|NaN|\[object/);
        found += verdict.findings.length;
      }
    }),
    { numRuns: 60 },
  );
  expect(found).toBeGreaterThan(60);
});
