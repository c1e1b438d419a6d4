import { expect, it } from 'vitest';
import { defineCheck } from '#lib/checks/check.ts';
import { defineSource } from '#lib/cluster/source.ts';
import { UsageError } from '#lib/config/usage-error.ts';
import type { DeployedCluster } from '#lib/infra/deployment.ts';
import { planWindows } from '#lib/infra/window-plan.ts';
import type { Window } from '#lib/runbook/window.ts';
import { configWith } from '../support/config.ts';

const clusterWith = (name: string, windows: Readonly<Record<string, unknown>> = {}): DeployedCluster => {
  return { name, config: configWith({ cluster: { name }, windows }), configPath: `${name}.yaml` };
};
const window = (id: string, schedule?: string): Window => {
  return { id, title: id, steps: [], ...(schedule !== undefined && { schedule }) };
};

it('plans a window for the clusters that have it enabled, and drops one that none has', () => {
  const windows = [window('a', '0 8 * * *'), window('b', '0 9 * * 1'), window('emergency')];
  const off = { enabled: false };
  const plan = planWindows(windows, [clusterWith('one', { b: off }), clusterWith('two', { a: off, b: off })]);
  expect(
    plan.map(({ window, clusters, schedules }) => [window.id, clusters.map(({ name }) => name), schedules.length]),
  ).toEqual([
    ['a', ['one'], 1],
    ['emergency', ['one', 'two'], 0],
  ]);
});

it('takes the schedule of the configuration before that of the window', () => {
  const [planned] = planWindows([window('a', '0 8 * * *')], [clusterWith('one', { a: { schedule: '15 7 * * 1' } })]);
  expect(planned?.schedules.map(({ expression, timeZone }) => [expression, timeZone])).toEqual([
    ['cron(15 7 ? * MON *)', 'Europe/Berlin'],
  ]);
});

it('knows a window that writes to the cluster from the rights of its sources', () => {
  const podsDeleted = defineSource({
    name: 'podsDeleted',
    title: 'pods, one of them deleted',
    permissions: () => [{ verb: 'delete', group: '', resource: 'pods', namespaces: ['drill'] }],
    load: async () => [],
  });
  const deletes = defineCheck({
    id: 'drill/pods-return',
    title: 'Pods come back',
    severity: 'info',
    remediation: [],
    reads: [podsDeleted],
    // oxlint-disable-next-line require-yield -- it finds nothing
    *run() {
      return 0;
    },
  });
  const steps = [{ id: 's', title: 's', rows: [{ command: 'kubectl delete pod', checks: [deletes] }], actions: [] }];
  const plan = planWindows([{ ...window('drill'), steps }, window('looks')], [clusterWith('one')]);
  expect(plan.map(({ writesToCluster }) => writesToCluster)).toEqual([true, false]);
});

it.each([
  [
    'a schedule that Scheduler cannot keep',
    { a: { schedule: '0 8 1 * 1' } },
    'one.yaml: windows.a.schedule "0 8 1 * 1": names days of the month and days of the week; EventBridge Scheduler takes one of them, so put * for the other',
  ],
  [
    'a cluster without a window',
    { a: { enabled: false } },
    'one.yaml: every window is disabled, so nothing would look at one; enable one, or take the file out of cdk.json (configs)',
  ],
])('refuses %s', (_name, windows, message) => {
  expect(() => planWindows([window('a', '0 8 * * *')], [clusterWith('one', windows)])).toThrow(new UsageError(message));
});
