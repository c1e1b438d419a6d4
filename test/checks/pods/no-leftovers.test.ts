import { describe, expect, it } from 'vitest';
import { podsNoLeftovers } from '#lib/checks/pods/no-leftovers.ts';
import type { Pod } from '#lib/cluster/sources/pods.ts';
import { minutesAgo, observe } from '../../support/observe.ts';
import { asPods, buildPod, cart, endedAgo, ofJob } from './build-pod.ts';

function judge(pod: Pod) {
  return observe(podsNoLeftovers, { pods: asPods(pod) });
}

function failed(status: object, metadata: object = {}): Pod {
  return buildPod({ metadata, status: { phase: 'Failed', conditions: null, containerStatuses: null, ...status } });
}

const disrupted = { type: 'DisruptionTarget', status: 'True', lastTransitionTime: minutesAgo(240) };
const ended = { containerStatuses: [{ name: 'app', restartCount: 0, ready: false, state: endedAgo(2, 120, 5) }] };
const head = 'Pod shop/cart-5d8f-abcde failed';

describe('pods/no-leftovers', () => {
  it('tells of an evicted pod why it went, as information', () => {
    const message = 'The node was low on resource: ephemeral-storage. ';
    const { observations, conclusion } = judge(failed({ reason: 'Evicted', message, conditions: [disrupted] }));
    expect(podsNoLeftovers.severity).toBe('info');
    expect(conclusion).toBe(1);
    expect(observations).toEqual([
      {
        subject: { kind: 'Pod', namespace: 'shop', name: 'cart-5d8f-abcde' },
        owner: cart,
        message: `${head} 4 h ago (Evicted): The node was low on resource: ephemeral-storage.`,
        since: minutesAgo(240),
        evidence: { reason: 'Evicted', node: 'ip-10-0-1-7' },
      },
    ]);
  });

  it('warns of a pod that nothing makes again', () => {
    const { observations } = judge(failed(ended, { ownerReferences: null }));
    expect(observations).toHaveLength(1);
    expect(observations[0]).toMatchObject({
      owner: { kind: 'Pod', namespace: 'shop', name: 'cart-5d8f-abcde' },
      message: `${head} 2 h ago (exit code 2), and nothing makes it again`,
      since: minutesAgo(120),
      severity: 'warning',
    });
    expect(observations[0]?.remediation?.[1]?.command).toBe('kubectl get pod {name} -n {namespace} -o yaml');
  });

  it.each([
    ['shut down with its node', { reason: 'Terminated' }, `${head} (Terminated)`],
    ['lost with its node', { reason: 'NodeLost' }, `${head} (NodeLost)`],
    ['refused by its node', { reason: 'UnexpectedAdmissionError' }, `${head} (UnexpectedAdmissionError)`],
    ['without any word', {}, `${head} (no reason given)`],
  ])('finds a pod %s', (_, status, message) => {
    expect(judge(failed(status)).observations.map((observation) => observation.message)).toEqual([message]);
  });

  it.each([
    ['that runs', buildPod()],
    ['that is completed', buildPod({ status: { phase: 'Succeeded' } })],
    ['of a Job', failed(ended, ofJob)],
    ['being deleted', failed(ended, { deletionTimestamp: minutesAgo(1) })],
  ])('is quiet for a pod %s', (_, pod) => {
    expect(judge(pod)).toEqual({ observations: [], conclusion: 1 });
  });
});
