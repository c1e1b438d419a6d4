import { describe, expect, it } from 'vitest';
import { podsWithinMemory } from '#lib/checks/pods/within-memory.ts';
import type { Pod } from '#lib/cluster/sources/pods.ts';
import { minutesAgo, observe } from '../../support/observe.ts';
import { asPods, buildPod, buildPodWithApp, cart, endedAgo, ofJob, runningAfter, waiting } from './build-pod.ts';

const day = 1440;
const limited = {
  spec: { containers: [{ name: 'app', image: 'shop/cart:1.0', resources: { limits: { memory: '512Mi' } } }] },
};

function judge(pod: Pod, settings = {}) {
  return observe(podsWithinMemory, { pods: asPods(pod) }, { settings });
}

function killed(minutes: number, tweak: object = limited): Pod {
  const conditions = [{ type: 'Ready', status: 'True' }];
  const pod = buildPodWithApp({ restartCount: 2, ...runningAfter(137, minutes, 60, 'OOMKilled') }, tweak);
  return { ...pod, conditions: conditions.map((c) => ({ ...c, reason: '', message: '', lastTransitionAt: null })) };
}

const head = 'Pod shop/cart-5d8f-abcde: container app was killed for memory';

describe('pods/within-memory', () => {
  it('tells of a kill last night the limit and the restarts', () => {
    const { observations, conclusion } = judge(killed(300));
    expect(conclusion).toBe(1);
    expect(observations).toHaveLength(1);
    expect(observations[0]).toMatchObject({
      subject: { kind: 'Pod', namespace: 'shop', name: 'cart-5d8f-abcde' },
      owner: cart,
      discriminator: 'app',
      message: `${head} (limit 512Mi), runs again, 2 restarts, last ended 5 h ago`,
      since: minutesAgo(300),
      evidence: { container: 'app', memoryLimit: '512Mi', restarts: 2, exitCode: 137 },
    });
    expect(observations[0]?.remediation?.map(({ command }) => command)).toEqual([
      'kubectl describe pod {name} -n {namespace}',
      'kubectl top pod {name} -n {namespace} --containers',
      'kubectl edit {owner} -n {namespace}',
    ]);
  });

  it.each([
    [
      'in back-off',
      buildPodWithApp({ restartCount: 9, ...waiting('CrashLoopBackOff'), lastState: endedAgo(137, 2, 1, 'OOMKilled') }),
      `${head} (no limit of its own), is in CrashLoopBackOff, 9 restarts, last ended 2 min ago`,
    ],
    [
      'killed at this instant',
      buildPodWithApp({ state: endedAgo(137, 0, 1, 'OOMKilled') }),
      `${head} (no limit of its own), has not started again, 0 restarts, last ended 0 s ago`,
    ],
    [
      'killed just within the day',
      killed(day - 1, {}),
      `${head} (no limit of its own), runs again, 2 restarts, last ended 23 h 59 min ago`,
    ],
  ])('finds a container %s', (_, pod, message) => {
    expect(judge(pod).observations.map((observation) => observation.message)).toEqual([message]);
  });

  it.each([
    ['that runs', buildPod()],
    ['killed a day ago', killed(day)],
    ['killed for another reason', buildPodWithApp({ restartCount: 2, ...runningAfter(137, 300, 60) })],
    ['of a Job', killed(300, { metadata: ofJob })],
    ['being deleted', killed(300, { metadata: { deletionTimestamp: minutesAgo(1) } })],
    ['that has failed for good', killed(300, { status: { phase: 'Failed' } })],
  ])('is quiet for a pod %s', (_, pod) => {
    expect(judge(pod)).toEqual({ observations: [], conclusion: 1 });
  });

  it('obeys its setting', () => {
    expect(judge(killed(300), { recentMinutes: 60 }).observations).toEqual([]);
  });
});
