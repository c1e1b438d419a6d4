import { describe, expect, it } from 'vitest';
import { workloadsAvailable } from '#lib/checks/workloads/available.ts';
import type { Condition, Pod } from '#lib/cluster/sources/pods.ts';
import type { Workload } from '#lib/cluster/sources/workload.ts';
import { minutesAgo, observe } from '../../support/observe.ts';
import { allPods, ownedPod, sorted, workload } from './workload-builder.ts';

function condition(type: string, status: string, minutes: number, message = ''): Condition {
  return { type, status, reason: 'Because', message, lastTransitionAt: minutesAgo(minutes) };
}

function judge(workloads: readonly Workload[], pods: readonly Pod[] = []) {
  return observe(workloadsAvailable, { ...sorted(...workloads), pods: allPods(...pods) });
}

const database = workload({ kind: 'StatefulSet', name: 'db', desired: 1, available: 0 });

describe('too few replicas', () => {
  it.each<[string, Partial<Workload>, Pod[], object]>([
    [
      'a Deployment below its minimum',
      { desired: 4, available: 2, conditions: [condition('Available', 'False', 20)] },
      [],
      {
        severity: 'warning',
        message: 'Deployment ecommerce/cart: 2 of 4 replicas are available, for 20 min',
        since: minutesAgo(20),
        evidence: { desired: 4, current: 4, available: 2, updated: 4, selector: 'app=cart' },
      },
    ],
    [
      'a Deployment of which nothing runs',
      { available: 0, conditions: [condition('Available', 'False', 90)] },
      [],
      { severity: 'critical', message: 'Deployment ecommerce/cart: 0 of 2 replicas are available, for 1 h 30 min' },
    ],
    [
      'a Deployment of which nothing runs, though it would be content with that, and whose rollout is stuck',
      {
        available: 0,
        conditions: [
          condition('Available', 'True', 900),
          { ...condition('Progressing', 'False', 50), reason: 'ProgressDeadlineExceeded' },
        ],
      },
      [ownedPod(workload(), 60)],
      {
        severity: 'critical',
        message:
          'Deployment ecommerce/cart: 0 of 2 replicas are available, for 1 h; its rollout is stuck (ProgressDeadlineExceeded)',
        since: minutesAgo(60),
      },
    ],
    [
      'a Deployment without conditions and pods',
      { available: 0, current: 0 },
      [],
      {
        severity: 'critical',
        message: 'Deployment ecommerce/cart: 0 of 2 replicas are available and 0 of 2 pods exist',
        since: null,
      },
    ],
    [
      'a StatefulSet that is down, as long as its pods say',
      database,
      [ownedPod(database, 12)],
      {
        severity: 'critical',
        message: 'StatefulSet ecommerce/db: 0 of 1 replicas are available, for 12 min',
        since: minutesAgo(12),
      },
    ],
    [
      'a DaemonSet that lacks pods',
      { kind: 'DaemonSet', desired: 6, current: 5, available: 5 },
      [],
      { severity: 'warning', message: 'DaemonSet ecommerce/cart: 5 of 6 replicas are available and 5 of 6 pods exist' },
    ],
    [
      'a Deployment whose pods are refused',
      {
        desired: 3,
        current: 1,
        available: 1,
        conditions: [
          condition('Available', 'True', 900),
          condition('ReplicaFailure', 'True', 30, 'exceeded quota: cpu'),
        ],
      },
      [],
      {
        severity: 'warning',
        discriminator: 'ReplicaFailure',
        message: 'Deployment ecommerce/cart cannot create pods, 1 of 3 exist: exceeded quota: cpu',
        since: minutesAgo(30),
      },
    ],
    [
      'a Deployment scaled to 0',
      { desired: 0 },
      [],
      { severity: 'info', message: 'Deployment ecommerce/cart is scaled to 0' },
    ],
  ])('%s', (_, changes, pods, expected) => {
    const { observations, conclusion } = judge([workload(changes)], pods);
    expect(observations).toMatchObject([expected]);
    expect(conclusion).toBe(1);
  });
});

describe('quiet for', () => {
  it.each<[string, Partial<Workload>, Pod[]]>([
    [
      'a Deployment short within its maxUnavailable',
      { desired: 4, available: 3, conditions: [condition('Available', 'True', 900)] },
      [],
    ],
    [
      'a Deployment that fell below its minimum just now',
      { available: 0, conditions: [condition('Available', 'False', 4)] },
      [],
    ],
    ['a StatefulSet that restarts', database, [ownedPod(database, 1)]],
    ['a StatefulSet with one of three down', { kind: 'StatefulSet', desired: 3, available: 2 }, []],
    ['a DaemonSet whose pod on a lost node is down', { kind: 'DaemonSet', desired: 6, available: 5 }, []],
    ['a DaemonSet that no node calls for', { kind: 'DaemonSet', desired: 0 }, []],
    ['a new workload', { available: 0, current: 0, createdAt: minutesAgo(2) }, []],
    ['a refusal that is over', { conditions: [condition('ReplicaFailure', 'False', 30)] }, []],
  ])('%s', (_, changes, pods) => {
    expect(judge([workload(changes)], pods)).toEqual({ observations: [], conclusion: 1 });
  });

  it('workloads that are being deleted, and those outside the application', () => {
    const gone = workload({ available: 0, deletionAt: minutesAgo(30) });
    expect(judge([gone, workload({ available: 0, namespace: 'monitoring' })])).toEqual({
      observations: [],
      conclusion: 0,
    });
  });
});
