import { describe, expect, it } from 'vitest';
import { podsTerminateInTime } from '#lib/checks/pods/terminate-in-time.ts';
import type { Pod } from '#lib/cluster/sources/pods.ts';
import { minutesAgo, observe } from '../../support/observe.ts';
import { buildNode, buildNodeWithReady } from '../nodes/build-node.ts';
import { asPods, buildPod, cart } from './build-pod.ts';

function judge(pod: Pod, node = buildNode(), settings = {}) {
  return observe(podsTerminateInTime, { pods: asPods(pod), nodes: [node] }, { settings });
}

function deleted(minutes: number, tweak: { metadata?: object; spec?: object; status?: object } = {}): Pod {
  return buildPod({ ...tweak, metadata: { deletionTimestamp: minutesAgo(minutes), ...tweak.metadata } });
}

const head = 'Pod shop/cart-5d8f-abcde should have been gone 50 min ago';
const finalizers = ['shop.example/drain-orders'];

describe('pods/terminate-in-time', () => {
  it('tells of a pod that stays, and how to delete it by force', () => {
    const { observations, conclusion } = judge(deleted(50));
    expect(conclusion).toBe(1);
    expect(observations).toHaveLength(1);
    expect(observations[0]).toMatchObject({
      subject: { kind: 'Pod', namespace: 'shop', name: 'cart-5d8f-abcde' },
      owner: cart,
      message: head,
      since: minutesAgo(50),
      evidence: { node: 'ip-10-0-1-7', hasNode: true, finalizers: [] },
    });
    expect(observations[0]?.remediation?.[1]?.command).toBe(
      'kubectl delete pod {name} -n {namespace} --grace-period=0 --force',
    );
  });

  it('takes no finalizer off by force', () => {
    const { observations } = judge(deleted(50, { metadata: { finalizers } }));
    expect(observations.map(({ message }) => message)).toEqual([`${head}: it is held by shop.example/drain-orders`]);
    expect(observations[0]?.remediation?.[1]?.command).toMatch(/^kubectl patch pod /);
  });

  it.each([
    ['whose node is gone', deleted(50, { spec: { nodeName: 'gone' } }), `${head}: its node gone is no more`],
    ['that never had a node', deleted(50, { spec: { nodeName: null } }), head],
    ['that is completed', deleted(50, { status: { phase: 'Succeeded' } }), head],
  ])('finds a pod %s', (_, pod, message) => {
    expect(judge(pod).observations.map((observation) => observation.message)).toEqual([message]);
  });

  it.each([
    ['that nobody deletes', buildPod()],
    ['whose own grace period is not over', deleted(-20)],
    ['within the grace', deleted(9)],
  ])('is quiet for a pod %s', (_, pod) => {
    expect(judge(pod)).toEqual({ observations: [], conclusion: 1 });
  });

  it('is quiet for a pod on a node that does not answer', () => {
    expect(judge(deleted(50), buildNodeWithReady('Unknown', 60)).observations).toEqual([]);
  });

  it('obeys its setting', () => {
    expect(judge(deleted(50), buildNode(), { graceMinutes: 60 }).observations).toEqual([]);
  });
});
