import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ClusterAccess } from '#lib/cluster/access.ts';
import { applyRbac } from '#lib/cluster/apply-rbac.ts';
import { accessFromKubeconfig } from '#lib/cluster/kubeconfig.ts';
import { dailyMorning } from '#lib/runbook/daily-morning.ts';
import { groupOf, manifestOf } from '#lib/runbook/permissions.ts';
import { configWith } from '../support/config.ts';
import { type Platform, startPlatform } from './platform/platform.ts';

let platform: Platform;
let access: ClusterAccess;
beforeAll(async () => {
  platform = await startPlatform({ metricsServer: false, prometheus: false });
  await platform.apply([{ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'monitoring' } }]);
  const kubeconfig = await platform.kubeconfigFor({ user: 'deployer', groups: ['system:masters'] });
  access = (await accessFromKubeconfig({ kubeconfig, env: {} })).access;
});
afterAll(() => platform?.stop());

const config = configWith();
const wanted = manifestOf(dailyMorning, config);

const mayList = async (resource: string) => {
  const asker = ['--as=anyone', `--as-group=${groupOf(dailyMorning)}`];
  const { stdout } = await platform.kubectl('auth', 'can-i', 'list', resource, '--all-namespaces', ...asker);
  return stdout.trim() === 'yes';
};
const ours = async () => {
  const kinds = 'clusterroles,clusterrolebindings,roles,rolebindings';
  const label = ['-l', 'app.kubernetes.io/managed-by=eks-runbook'];
  const { stdout } = await platform.kubectl('get', kinds, '--all-namespaces', ...label, '-o', 'name');
  return stdout.split('\n').filter(Boolean);
};

test('a manifest is applied, changed and taken away; the roles of others stay', async () => {
  const theirs = { name: 'eks-runbook-visitors' };
  const rules = [{ apiGroups: [''], resources: ['pods'], verbs: ['list'] }];
  const role = { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRole', metadata: theirs, rules };
  await platform.apply([role]);

  expect(await applyRbac(access, wanted)).toEqual({ applied: wanted.length, deleted: 0 });
  expect(await ours()).toHaveLength(wanted.length);
  await expect.poll(() => mayList('jobs.batch')).toBe(true);
  expect(await mayList('secrets')).toBe(false);

  // the same again changes nothing
  expect(await applyRbac(access, wanted)).toEqual({ applied: wanted.length, deleted: 0 });

  const without = configWith({
    checks: { 'jobs/succeeded': { enabled: false }, 'jobs/finish-in-time': { enabled: false } },
    monitoring: undefined,
  });
  const fewer = manifestOf(dailyMorning, without);
  expect(fewer.length).toBeLessThan(wanted.length);
  expect(await applyRbac(access, fewer)).toEqual({
    applied: fewer.length,
    deleted: wanted.length - fewer.length,
  });
  await expect.poll(() => mayList('jobs.batch')).toBe(false);

  expect(await applyRbac(access, [])).toEqual({ applied: 0, deleted: fewer.length });
  expect(await ours()).toEqual([]);
  expect((await platform.kubectl('get', 'clusterrole', theirs.name, '-o', 'name')).stdout.trim()).toBe(
    'clusterrole.rbac.authorization.k8s.io/eks-runbook-visitors',
  );
});
