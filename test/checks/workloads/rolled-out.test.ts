import { describe, expect, it } from 'vitest';
import { workloadsRolledOut } from '#lib/checks/workloads/rolled-out.ts';
import type { Pod } from '#lib/cluster/sources/pods.ts';
import type { Workload } from '#lib/cluster/sources/workload.ts';
import { minutesAgo, observe } from '../../support/observe.ts';
import { allPods, ownedPod, sorted, workload } from './workload-builder.ts';

function progressing(status: string, reason: string, minutes: number) {
  return [{ type: 'Progressing', status, reason, message: '', lastTransitionAt: minutesAgo(minutes) }];
}

function judge(subject: Workload, pods: readonly Pod[] = []) {
  return observe(workloadsRolledOut, { ...sorted(subject), pods: allPods(...pods) });
}

const database = workload({ kind: 'StatefulSet', name: 'db', desired: 3, updated: 1 });
const agent = workload({ kind: 'DaemonSet', name: 'agent', desired: 6, updated: 4 });

describe('a rollout that does not get on', () => {
  it.each<[string, Workload, Pod[], object]>([
    [
      'past its deadline',
      workload({
        updated: 1,
        conditions: progressing('False', 'ProgressDeadlineExceeded', 40),
        progressedAt: minutesAgo(40),
      }),
      [],
      {
        subject: { kind: 'Deployment', namespace: 'ecommerce', name: 'cart' },
        message:
          'The rollout of Deployment ecommerce/cart is stuck (ProgressDeadlineExceeded): 1 of 2 pods have the newest revision, 2 of 2 are available',
        since: minutesAgo(40),
        evidence: { desired: 2, updated: 1, available: 2, selector: 'app=cart' },
      },
    ],
    [
      'before a deadline that is far away',
      workload({ updated: 1, conditions: progressing('True', 'ReplicaSetUpdated', 60), progressedAt: minutesAgo(25) }),
      [],
      {
        message:
          'The rollout of Deployment ecommerce/cart has not got on for 25 min: 1 of 2 pods have the newest revision, 2 of 2 are available',
        since: minutesAgo(25),
      },
    ],
    [
      'with the pods of the old revision still there',
      workload({ current: 3, progressedAt: minutesAgo(20) }),
      [],
      {
        message:
          'The rollout of Deployment ecommerce/cart has not got on for 20 min: 2 of 2 pods have the newest revision, 2 of 2 are available',
      },
    ],
    [
      'of a StatefulSet, by its pods',
      database,
      [ownedPod(database, 35)],
      {
        message:
          'The rollout of StatefulSet ecommerce/db has not got on for 35 min: 1 of 3 pods have the newest revision, 3 of 3 are available',
        since: minutesAgo(35),
        remediation: [{}, {}, { text: expect.stringContaining('delete the pod') }],
      },
    ],
    [
      'of a DaemonSet, by its pods',
      agent,
      [ownedPod(agent, 16, 'True')],
      {
        message:
          'The rollout of DaemonSet ecommerce/agent has not got on for 16 min: 4 of 6 pods have the newest revision, 6 of 6 are available',
      },
    ],
    [
      'that the controller has not seen',
      workload({ isObserved: false }),
      [],
      {
        discriminator: 'unobserved',
        message: 'Deployment ecommerce/cart was changed and its controller has not taken notice',
      },
    ],
    [
      'that is paused',
      workload({ isPaused: true, updated: 0, conditions: progressing('Unknown', 'DeploymentPaused', 500) }),
      [],
      {
        severity: 'info',
        message: 'Deployment ecommerce/cart is paused: changes to it do not take effect',
        since: minutesAgo(500),
      },
    ],
  ])('%s', (_, subject, pods, expected) => {
    const { observations, conclusion } = judge(subject, pods);
    expect(observations).toMatchObject([expected]);
    expect(conclusion).toBe(1);
  });
});

describe('quiet for', () => {
  it.each<[string, Workload, Pod[]]>([
    ['what is rolled out', workload(), []],
    ['a rollout that got on ten minutes ago', workload({ updated: 1, progressedAt: minutesAgo(10) }), []],
    ['a StatefulSet whose last pod became ready ten minutes ago', database, [ownedPod(database, 10, 'True')]],
    ['pods that a partition or OnDelete holds back', { ...database, rolloutTarget: 1 }, [ownedPod(database, 500)]],
    [
      'a workload of which nothing is available',
      workload({ available: 0, updated: 1, conditions: progressing('False', 'ProgressDeadlineExceeded', 40) }),
      [],
    ],
    ['a workload that is short of replicas and up to date', workload({ available: 1, current: 1, updated: 2 }), []],
  ])('%s', (_, subject, pods) => {
    expect(judge(subject, pods)).toEqual({ observations: [], conclusion: 1 });
  });
});
