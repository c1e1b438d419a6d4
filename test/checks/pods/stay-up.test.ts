import { describe, expect, it } from 'vitest';
import { podsStayUp } from '#lib/checks/pods/stay-up.ts';
import type { Pod } from '#lib/cluster/sources/pods.ts';
import { minutesAgo, observe } from '../../support/observe.ts';
import { asPods, buildPod, buildPodWithApp, cart, endedAgo, ofJob, runningAfter, waiting } from './build-pod.ts';

function judge(pod: Pod, settings = {}) {
  return observe(podsStayUp, { pods: asPods(pod) }, { settings });
}

function backOff(exitCode: number, tweak: object = {}): Pod {
  return buildPodWithApp(
    { restartCount: 14, ...waiting('CrashLoopBackOff', 'back-off 5m0s'), lastState: endedAgo(exitCode, 4, 1) },
    tweak,
  );
}

const head = 'Pod shop/cart-5d8f-abcde: container app';

describe('pods/stay-up', () => {
  it('tells of a crash loop how it ends, how often, and when last', () => {
    const { observations, conclusion } = judge(backOff(1));
    expect(conclusion).toBe(1);
    expect(observations).toHaveLength(1);
    expect(observations[0]).toMatchObject({
      subject: { kind: 'Pod', namespace: 'shop', name: 'cart-5d8f-abcde' },
      owner: cart,
      discriminator: 'app',
      message: `${head} is in CrashLoopBackOff, exit code 1, 14 restarts, last ended 4 min ago`,
      since: minutesAgo(60),
      evidence: { container: 'app', exitCode: 1, restarts: 14, reason: 'Error' },
    });
    expect(observations[0]?.remediation?.map(({ command }) => command)).toEqual([
      'kubectl describe pod {name} -n {namespace}',
      'kubectl logs {name} -n {namespace} -c {container} --previous --tail=100',
      'kubectl rollout undo {owner} -n {namespace}',
      'kubectl edit {owner} -n {namespace}',
    ]);
  });

  it.each([
    [
      'that runs at this instant',
      buildPodWithApp({ restartCount: 7, ...runningAfter(1, 4, 1) }),
      `${head} runs again after exit code 1, 7 restarts, last ended 4 min ago`,
    ],
    [
      'that has ended at this instant',
      buildPodWithApp({ restartCount: 1, state: endedAgo(2, 0, 1) }),
      `${head} has ended with exit code 2, 1 restart, last ended 0 s ago`,
    ],
    [
      'that the runtime cannot start',
      buildPodWithApp({ restartCount: 3, ...waiting('RunContainerError', 'exec: "serve": not found') }),
      `${head} is in RunContainerError, 3 restarts: exec: "serve": not found`,
    ],
    [
      'whose last words are the runtime’s',
      buildPodWithApp({
        restartCount: 3,
        ...waiting('CrashLoopBackOff', 'back-off'),
        lastState: { terminated: { exitCode: 128, reason: 'StartError', message: 'exec: "serve": not found' } },
      }),
      `${head} is in CrashLoopBackOff, exit code 128, 3 restarts: exec: "serve": not found`,
    ],
  ])('finds a container %s', (_, pod, message) => {
    expect(judge(pod).observations.map((observation) => observation.message)).toEqual([message]);
  });

  it('does not repeat the last words of an application: they may hold secrets', () => {
    const pod = buildPodWithApp({
      ...waiting('CrashLoopBackOff'),
      lastState: { terminated: { exitCode: 1, reason: 'Error', message: 'password=hunter2' } },
    });
    expect(JSON.stringify(judge(pod).observations)).not.toContain('hunter2');
  });

  it.each([
    [0, 'kubectl edit {owner}'],
    [1, 'kubectl rollout undo {owner}'],
    [127, 'kubectl edit {owner}'],
    [137, 'kubectl get events'],
    [143, 'kubectl get events'],
  ])('after exit code %i, goes on by: %s', (exitCode, command) => {
    expect(judge(backOff(exitCode)).observations[0]?.remediation?.[2]?.command?.startsWith(command)).toBe(true);
  });

  it.each([
    ['that runs', buildPod()],
    ['restarted once', buildPodWithApp({ restartCount: 1, ...runningAfter(1, 4, 1) })],
    ['of a Job', backOff(1, { metadata: ofJob })],
    ['being deleted', backOff(1, { metadata: { deletionTimestamp: minutesAgo(1) } })],
    ['that has failed for good', backOff(1, { status: { phase: 'Failed' } })],
    [
      'killed for memory',
      buildPodWithApp({ ...waiting('CrashLoopBackOff'), lastState: endedAgo(137, 1, 1, 'OOMKilled') }),
    ],
  ])('is quiet for a pod %s', (_, pod) => {
    expect(judge(pod)).toEqual({ observations: [], conclusion: 1 });
  });

  it('obeys its settings', () => {
    const pod = buildPodWithApp({ restartCount: 2, ...runningAfter(1, 20, 1) });
    expect(judge(pod).observations).toHaveLength(0);
    expect(judge(pod, { recentMinutes: 30 }).observations).toHaveLength(1);
    expect(judge(pod, { recentMinutes: 30, restarts: 3 }).observations).toHaveLength(0);
  });
});
