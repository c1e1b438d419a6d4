import { describe, expect, it } from 'vitest';
import { podsStartInTime } from '#lib/checks/pods/start-in-time.ts';
import { toWarningEvent } from '#lib/cluster/sources/events.ts';
import type { Pod } from '#lib/cluster/sources/pods.ts';
import { minutesAgo, observe } from '../../support/observe.ts';
import { buildNode, buildNodeWithReady } from '../nodes/build-node.ts';
import { asPods, buildPod, buildPodWithApp, cart, endedAgo, waiting } from './build-pod.ts';

interface EventTweak {
  readonly minutes?: number;
  readonly name?: string;
}

function event(reason: string, message: string, { minutes = 3, name = 'cart-5d8f-abcde' }: EventTweak = {}) {
  return toWarningEvent({
    metadata: { name: 'e', namespace: 'shop' },
    reason,
    message,
    count: 9,
    lastTimestamp: minutesAgo(minutes),
    involvedObject: { kind: 'Pod', namespace: 'shop', name },
  });
}

function judge(pod: Pod, events: ReturnType<typeof event>[] = [], node = buildNode()) {
  return observe(podsStartInTime, { pods: asPods(pod), nodes: [node], warningEvents: events });
}

function starting(minutes: number, app: object | null = waiting('ContainerCreating'), init?: object): Pod {
  const placed = { type: 'PodScheduled', status: 'True', lastTransitionTime: minutesAgo(minutes) };
  return buildPod({
    spec: init ? { initContainers: [{ name: 'migrate', image: 'shop/cart:1.0' }] } : {},
    status: {
      phase: 'Pending',
      conditions: [placed],
      containerStatuses: app && [{ name: 'app', ready: false, restartCount: 0, ...app }],
      ...(init && { initContainerStatuses: [{ name: 'migrate', ready: false, restartCount: 0, ...init }] }),
    },
  });
}

function unready(minutes: number): object {
  return { type: 'Ready', status: 'False', lastTransitionTime: minutesAgo(minutes) };
}

const head = 'Pod shop/cart-5d8f-abcde has not started for 20 min: container app is';

describe('pods/start-in-time', () => {
  it('tells by the latest event what holds the pod up', () => {
    const events = [
      event('FailedMount', 'Unable to attach or mount volumes: timed out', { minutes: 1 }),
      event('FailedAttachVolume', 'Multi-Attach error', { minutes: 2 }),
      event('FailedMount', 'older', { minutes: 9 }),
    ];
    const { observations, conclusion } = judge(starting(20), events);
    expect(conclusion).toBe(1);
    expect(observations).toHaveLength(1);
    expect(observations[0]).toMatchObject({
      subject: { kind: 'Pod', namespace: 'shop', name: 'cart-5d8f-abcde' },
      owner: cart,
      message: `${head} ContainerCreating; FailedAttachVolume (9 times): Multi-Attach error`,
      since: minutesAgo(20),
      evidence: { container: 'app', node: 'ip-10-0-1-7', event: 'FailedAttachVolume' },
    });
    expect(observations[0]?.remediation?.[1]?.command).toBe('kubectl get pvc,volumeattachments -n {namespace}');
  });

  it.each([
    ['a summary of volumes alone', [event('FailedMount', 'Unable to attach or mount volumes: x')], 'kubectl get pvc'],
    ['a sandbox that fails', [event('FailedCreatePodSandBox', 'no IP')], 'kubectl get pods -n kube-system'],
    ['no event', [], 'kubectl delete pod {name}'],
    [
      'an event of the pod before, of the same name',
      [event('FailedMount', 'x', { minutes: 21 })],
      'kubectl delete pod {name}',
    ],
    ['an event of another pod', [event('FailedMount', 'x', { name: 'cart-0' })], 'kubectl delete pod {name}'],
  ])('goes on by what it knows: %s', (_, events, command) => {
    expect(judge(starting(20), events).observations[0]?.remediation?.[1]?.command?.startsWith(command)).toBe(true);
  });

  it.each([
    ['without any status', starting(20, null), `${head} not created`],
    ['waiting for a reason that no one knows', starting(20, waiting('Pondering')), `${head} Pondering`],
    [
      'whose init container runs for longer than its grace',
      starting(15, waiting('PodInitializing'), { state: { running: {} } }),
      'Pod shop/cart-5d8f-abcde has not started for 15 min: init container migrate still runs',
    ],
  ])('finds a pod %s', (_, pod, message) => {
    expect(judge(pod).observations.map((observation) => observation.message)).toEqual([message]);
  });

  it.each([
    ['that runs', buildPod()],
    ['within the grace', starting(4)],
    ['whose init container works', starting(14, waiting('PodInitializing'), { state: { running: {} } })],
    ['whose init container crashes', starting(20, waiting('PodInitializing'), waiting('CrashLoopBackOff'))],
    ['whose image is missing', starting(20, waiting('PodInitializing'), waiting('ImagePullBackOff'))],
    ['whose configuration is missing', starting(20, waiting('CreateContainerConfigError'))],
    [
      'killed for memory',
      starting(20, { ...waiting('ContainerCreating'), lastState: endedAgo(137, 1, 1, 'OOMKilled') }),
    ],
    [
      'started anew a moment ago, after its node was restarted',
      buildPodWithApp(waiting('ContainerCreating'), { status: { conditions: [unready(2)] } }),
    ],
    ['being deleted', { ...starting(20), deletionAt: minutesAgo(1) }],
    ['without a node', { ...starting(20), nodeName: null }],
  ])('is quiet for a pod %s', (_, pod) => {
    expect(judge(pod)).toEqual({ observations: [], conclusion: 1 });
  });

  it('is quiet for a pod on a node that does not answer', () => {
    expect(judge(starting(20), [], buildNodeWithReady('Unknown', 10)).observations).toEqual([]);
  });
});
