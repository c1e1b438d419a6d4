import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { probeLabel } from '#lib/cluster/probes/manifest.ts';
import { restoreDrill } from '#lib/cluster/probes/restore-drills.ts';
import { weeklyRecovery } from '#lib/runbook/weekly-recovery.ts';
import { configWith } from '../support/config.ts';
import { type Cluster, startCluster } from './support/cluster.ts';
import { until } from './support/until.ts';
import { checksOfRun, prepareWindow, type WindowRuns } from './support/window-runs.ts';

const check = 'recovery/backup-restores';
const namespace = 'restore-drill';
const projectFolder = join(import.meta.dirname, '../..');

/** The Job of the drill, with these annotations on its pod. */
const jobWith = (annotations: object = {}) => `apiVersion: batch/v1
kind: Job
spec:
  backoffLimit: 0
  template:
    metadata: { annotations: ${JSON.stringify(annotations)} }
    spec:
      restartPolicy: Never
      containers: [{ name: restore, image: restore }]
`;

/** What becomes of the pod of the Job, by the annotations that the fake kubelets know. */
const behaviours = {
  calm: {},
  failing: { 'eks-runbook.test/behaviour': 'job-fails' },
  held: { 'eks-runbook.test/held': 'true' },
};

let cluster: Cluster;
let weekly: WindowRuns;
/** Arguments for a run with that Job. */
let argumentsFor: (manifest: string) => string[];

beforeAll(async () => {
  cluster = await startCluster();
  const names = ['ecommerce', 'monitoring', namespace];
  await cluster.apply(names.map((name) => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } })));
  const paths = new Map<string, string>();
  for (const [name, annotations] of Object.entries(behaviours)) {
    const path = join(cluster.folder, name, 'restore-shop.yaml');
    await mkdir(dirname(path));
    await writeFile(path, jobWith(annotations));
    paths.set(name, path);
  }
  argumentsFor = (name) => {
    const settings = { manifest: paths.get(name), namespace, recoveryPointHours: 24 };
    const sets = Object.entries(settings).flatMap(([key, value]) => ['--set', `recovery.restoreJob.${key}=${value}`]);
    return ['--only', check, ...sets];
  };
  const restoreJob = { manifest: 'restore-shop.yaml', namespace };
  const config = configWith({ recovery: { namespace: 'ecommerce', restoreJob } });
  weekly = await prepareWindow(cluster, weeklyRecovery, { config });
  await weekly.grant(weekly.permissions);
  const texts = ['restored 12 tables, 412 orders', `recovery point: ${new Date(Date.now() - 3_600_000).toISOString()}`];
  await cluster.setLog(
    { namespace, pod: 'restore-shop', container: 'restore' },
    texts.map((text) => ({ at: new Date(), text })),
  );
});
afterAll(() => cluster?.stop());
afterEach(() => cluster.kubectl('delete', 'jobs', '--all', '-n', namespace, '--cascade=foreground'));

async function drill(manifest: string, ...more: readonly string[]) {
  const { document } = await weekly.run(...argumentsFor(manifest), ...more);
  const result = checksOfRun(document).find(({ id }) => id === check);
  return { ...result, measured: document.measurements['recovery/drill'] as Record<string, unknown> | undefined };
}

/** The names of Jobs and pods in the scratch namespace. */
async function leftovers(): Promise<string[]> {
  const { stdout } = await cluster.kubectl('get', 'jobs,pods', '-n', namespace, '-o', 'name');
  return stdout.split('\n').filter(Boolean);
}

test('restores, measures time and point, and leaves nothing', async () => {
  const { status, reason, measured } = await drill('calm');
  expect({ status, reason }).toEqual({ status: 'passed', reason: undefined });
  expect(measured).toMatchObject({ outcome: 'restored', goneAfterMs: expect.any(Number) });
  expect(measured?.['restoredSeconds']).toBeLessThan(30);
  expect(Math.round(Number(measured?.['recoveryPointAgeSeconds']) / 60)).toBe(60);
  expect(await leftovers()).toEqual([]);
  const asked = await cluster.audit({ user: weekly.user });
  expect(asked.filter(({ isAllowed }) => !isAllowed)).toEqual([]);
});

test('explains a failure, with the end of the log, and leaves nothing', async () => {
  const { status, findings = [] } = await drill('failing');
  expect(status).toBe('failed');
  expect(findings.map(({ message }) => message)).toEqual([
    expect.stringMatching(
      /^Restore drill restore-drill\/restore-shop failed: BackoffLimitExceeded: Job has reached the specified backoff limit; pod restore-shop-\w+: container restore ended with code 1$/,
    ),
  ]);
  expect(findings[0]?.evidence['log']).toHaveLength(2);
  expect(await leftovers()).toEqual([]);
});

test('tells what refuses the Job', async () => {
  const metadata = { name: 'none', namespace };
  await cluster.apply([
    { apiVersion: 'v1', kind: 'ResourceQuota', metadata, spec: { hard: { 'count/jobs.batch': '0' } } },
  ]);
  const isCounted = async () => (await cluster.kubectl('get', 'quota', 'none', '-n', namespace, '-o', 'yaml')).stdout;
  await until(async () => (await isCounted()).includes('used:'), { what: 'the quota is counted' });
  const { findings = [] } = await drill('calm');
  await cluster.kubectl('delete', 'quota', 'none', '-n', namespace);
  expect(findings.map(({ message }) => message)).toEqual([
    expect.stringContaining('The API server refused restore drill restore-drill/restore-shop: '),
  ]);
  expect(findings[0]?.message).toContain('exceeded quota: none');
});

test('two at once: one restores, the other is unknown', async () => {
  const both = await Promise.all([drill('calm'), drill('calm')]);
  expect(new Set(both.map(({ status }) => status))).toEqual(new Set(['passed', 'unknown']));
  expect(both.find(({ status }) => status === 'unknown')?.reason).toMatch(/^another restore drill is running /);
  expect(await leftovers()).toEqual([]);
});

test('a Job of somebody else with that name is left alone', async () => {
  const metadata = { name: 'restore-shop', namespace, labels: { [probeLabel]: 'other' } };
  const spec = {
    suspend: true,
    template: { spec: { restartPolicy: 'Never', containers: [{ name: 'a', image: 'a' }] } },
  };
  await cluster.apply([{ apiVersion: 'batch/v1', kind: 'Job', metadata, spec }]);
  const { status, reason } = await drill('calm', '--now', inHours(1));
  expect([status, reason]).toEqual(['unknown', expect.stringContaining('that is not the drill’s own')]);
  expect(await leftovers()).toEqual(['job.batch/restore-shop']);
});

const inHours = (hours: number): string => new Date(Date.now() + hours * 3_600_000).toISOString();

test('killed in the middle, it is busy until its deadline; the next drill after that removes what it left', async () => {
  const args = ['bin/runbook.ts', 'run', weeklyRecovery.id, '--kubeconfig', weekly.kubeconfig, '--no-store'];
  const child = spawn(process.execPath, [...args, ...argumentsFor('held')], { cwd: projectFolder, stdio: 'ignore' });
  const ended = once(child, 'exit');
  await until(async () => (await leftovers()).length === 2, { what: 'the Job and its pod' });
  child.kill('SIGKILL');
  await ended;
  const { status, reason } = await drill('calm');
  expect([status, reason]).toEqual(['unknown', expect.stringMatching(/^another restore drill is running /)]);
  expect(await leftovers()).toHaveLength(2);
  // The pod is that of a fake kubelet which was told to leave it alone, even when it is deleted.
  await cluster.kubectl('annotate', 'pods', '--all', '-n', namespace, 'eks-runbook.test/held-');
  const next = await drill('calm', '--now', inHours(1));
  expect([next.status, next.reason]).toEqual([
    'passed',
    'the Job of an earlier drill that had been cut short was removed first',
  ]);
  expect(await leftovers()).toEqual([]);
});

describe('its rights', () => {
  const restoreJob = { manifest: 'restore-shop.yaml', namespace };
  const own = restoreDrill.permissions(configWith({ recovery: { namespace: 'ecommerce', restoreJob } }));
  const needed = own.filter(({ resource }) => resource !== 'events'); // events only add to an explanation

  test.each(needed.map((right) => [`${right.verb} ${right.resource}`, right] as const))(
    'it has none to spare: %s',
    async (_name, { verb, resource }) => {
      const isIt = (right: (typeof own)[number]) =>
        right.verb === verb && right.resource === resource && right.namespaces[0] === namespace;
      await weekly.grant(weekly.permissions.filter((right) => !isIt(right)));
      const { status, reason } = await drill('calm');
      expect([status, reason]).toEqual(['unknown', expect.stringContaining(`${verb} ${resource}`)]);
      expect(await leftovers()).toHaveLength(verb === 'delete' ? 2 : 0);
    },
  );
});
