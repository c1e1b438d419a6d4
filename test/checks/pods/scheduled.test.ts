import { describe, expect, it } from 'vitest';
import { podsScheduled } from '#lib/checks/pods/scheduled.ts';
import type { Pod } from '#lib/cluster/sources/pods.ts';
import { minutesAgo, observe } from '../../support/observe.ts';
import { asPods, buildPod, cart, ofJob } from './build-pod.ts';

function judge(pod: Pod) {
  return observe(podsScheduled, { pods: asPods(pod) });
}

function pending(minutes: number, message: string, tweak: { spec?: object; metadata?: object; reason?: string } = {}) {
  const condition = { type: 'PodScheduled', status: 'False', reason: tweak.reason ?? 'Unschedulable', message };
  const status = { phase: 'Pending', containerStatuses: null };
  return buildPod({
    metadata: tweak.metadata ?? {},
    spec: { nodeName: null, ...tweak.spec },
    status: { ...status, conditions: [{ ...condition, lastTransitionTime: minutesAgo(minutes) }] },
  });
}

describe('pods/scheduled', () => {
  it('tells what the scheduler lacked, and a step for each cause', () => {
    const message = '0/3 nodes are available: 2 Insufficient cpu, 1 node(s) were unschedulable. preemption: none.';
    const { observations, conclusion } = judge(pending(14, message));
    expect(conclusion).toBe(1);
    expect(observations).toHaveLength(1);
    expect(observations[0]).toMatchObject({
      subject: { kind: 'Pod', namespace: 'shop', name: 'cart-5d8f-abcde' },
      owner: cart,
      message:
        'Pod shop/cart-5d8f-abcde has had no node for 14 min: 0/3 nodes are available: 2 Insufficient cpu, 1 node(s) were unschedulable',
      since: minutesAgo(14),
      evidence: { causes: ['not enough resources', 'cordoned nodes'] },
    });
    expect(observations[0]?.remediation?.map(({ command }) => command)).toEqual([
      'kubectl describe pod {name} -n {namespace}',
      'kubectl describe nodes',
      'kubectl get nodes --field-selector spec.unschedulable=true',
    ]);
  });

  it('finds a pod that no scheduler has looked at', () => {
    const pod = buildPod({
      metadata: { creationTimestamp: minutesAgo(5) },
      spec: { nodeName: null },
      status: { phase: 'Pending', conditions: null, containerStatuses: null },
    });
    const { observations } = judge(pod);
    expect(observations.map(({ message }) => message)).toEqual([
      'Pod shop/cart-5d8f-abcde has had no node for 5 min: no scheduler has looked at it',
    ]);
    expect(observations[0]).not.toHaveProperty('remediation');
  });

  it.each([
    ['with a message in other words', pending(2, 'the moon is full'), 'the moon is full'],
    ['without a message', pending(2, '', { reason: 'SchedulerError' }), 'SchedulerError'],
  ])('finds a pod %s', (_, pod, said) => {
    expect(judge(pod).observations.map(({ message }) => message)).toEqual([
      `Pod shop/cart-5d8f-abcde has had no node for 2 min: ${said}`,
    ]);
  });

  it('judges pods of Jobs: a Job whose pod never starts does not fail', () => {
    const { observations } = judge(pending(5, '2 Insufficient cpu', { metadata: ofJob }));
    expect(observations.map(({ owner }) => owner)).toEqual([{ kind: 'CronJob', namespace: 'shop', name: 'import' }]);
  });

  it.each([
    ['that has a node', buildPod()],
    ['within the grace', pending(1, '2 Insufficient cpu')],
    [
      'held back by a gate',
      pending(600, 'gated', { spec: { schedulingGates: [{ name: 'kueue' }] }, reason: 'SchedulingGated' }),
    ],
    ['being deleted', pending(60, '2 Insufficient cpu', { metadata: { deletionTimestamp: minutesAgo(1) } })],
    ['that failed before it got a node', buildPod({ spec: { nodeName: null }, status: { phase: 'Failed' } })],
  ])('is quiet for a pod %s', (_, pod) => {
    expect(judge(pod)).toEqual({ observations: [], conclusion: 1 });
  });
});
