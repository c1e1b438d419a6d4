import { describe, expect, it } from 'vitest';
import { podsReady } from '#lib/checks/pods/ready.ts';
import type { Pod } from '#lib/cluster/sources/pods.ts';
import { minutesAgo, observe } from '../../support/observe.ts';
import { buildNode, buildNodeWithReady } from '../nodes/build-node.ts';
import { asPods, buildPod, buildPodWithApp, cart, ofJob, waiting } from './build-pod.ts';

function judge(pod: Pod, node = buildNode(), settings = {}) {
  return observe(podsReady, { pods: asPods(pod), nodes: [node] }, { settings });
}

function running(minutes: number): object {
  return { state: { running: { startedAt: minutesAgo(minutes) } } };
}

function unready(type: string, minutes: number): object {
  return { type, status: 'False', lastTransitionTime: minutesAgo(minutes) };
}

const head = 'Pod shop/cart-5d8f-abcde runs but has not been Ready for';

describe('pods/ready', () => {
  it('tells which containers do not serve, and for how long', () => {
    const { observations, conclusion } = judge(buildPodWithApp(running(600)));
    expect(conclusion).toBe(1);
    expect(observations).toHaveLength(1);
    expect(observations[0]).toMatchObject({
      subject: { kind: 'Pod', namespace: 'shop', name: 'cart-5d8f-abcde' },
      owner: cart,
      message: `${head} 1 h: 1 of 1 containers not ready (app)`,
      since: minutesAgo(60),
      evidence: { containers: ['app'], gates: [], container: 'app' },
    });
    expect(observations[0]?.remediation?.map(({ command }) => command)).toEqual([
      'kubectl describe pod {name} -n {namespace}',
      'kubectl logs {name} -n {namespace} -c {container} --tail=100',
      'kubectl delete pod {name} -n {namespace}',
      'kubectl rollout undo {owner} -n {namespace}',
    ]);
  });

  it('tells which readiness gate is not met', () => {
    const gate = 'target-health.elbv2.k8s.aws/cart';
    const pod = buildPod({
      spec: { readinessGates: [{ conditionType: gate }] },
      status: { conditions: [unready('Ready', 20), unready(gate, 20)] },
    });
    const { observations } = judge(pod);
    expect(observations.map(({ message }) => message)).toEqual([`${head} 20 min: readiness gates not met (${gate})`]);
    expect(observations[0]?.evidence).toEqual({ containers: [], gates: [gate], container: null });
    expect(observations[0]?.remediation?.[1]?.verify).toBe(
      'kubectl wait --for=condition=Ready pod/{name} -n {namespace} --timeout=2m',
    );
  });

  it('finds a readiness gate that nobody has set at all', () => {
    const gates = [{ conditionType: 'unset' }, { conditionType: 'met' }];
    const conditions = [unready('Ready', 20), { type: 'met', status: 'True' }, unready('shop.example/other', 20)];
    const { observations } = judge(buildPod({ spec: { readinessGates: gates }, status: { conditions } }));
    expect(observations.map(({ evidence }) => evidence?.gates)).toEqual([['unset']]);
  });

  it('counts sidecars, and leaves out init containers', () => {
    const pod = buildPodWithApp(running(600), {
      spec: {
        initContainers: [
          { name: 'migrate', image: 'shop/migrate:1' },
          { name: 'proxy', image: 'shop/proxy:1', restartPolicy: 'Always' },
        ],
      },
      status: {
        initContainerStatuses: [
          { name: 'migrate', ready: false, ...running(600) },
          { name: 'proxy', ready: true, ...running(600) },
        ],
      },
    });
    expect(judge(pod).observations.map(({ message }) => message)).toEqual([
      `${head} 1 h: 1 of 2 containers not ready (app)`,
    ]);
  });

  it('believes the containers where the kubelet sets no condition', () => {
    const pod = buildPodWithApp(running(600), { status: { conditions: [] } });
    expect(judge(pod).observations.map(({ since }) => since)).toEqual([minutesAgo(3000)]);
  });

  it.each([
    ['that is Ready', buildPod()],
    ['within the grace', buildPodWithApp(running(600), { status: { conditions: [unready('Ready', 14)] } })],
    ['whose container started anew within the grace', buildPodWithApp(running(14))],
    ['in back-off', buildPodWithApp(waiting('CrashLoopBackOff'))],
    ['whose one container is done', buildPodWithApp({ state: { terminated: { exitCode: 0 } } })],
    ['that is completed', buildPodWithApp(running(600), { status: { phase: 'Succeeded' } })],
    ['that is Pending', buildPodWithApp(running(600), { status: { phase: 'Pending' } })],
    ['of a Job', buildPodWithApp(running(600), { metadata: ofJob })],
    ['being deleted', buildPodWithApp(running(600), { metadata: { deletionTimestamp: minutesAgo(1) } })],
    ['on a node that is gone', buildPodWithApp(running(600), { spec: { nodeName: 'gone' } })],
  ])('is quiet for a pod %s', (_, pod) => {
    expect(judge(pod)).toEqual({ observations: [], conclusion: 1 });
  });

  it.each(['Unknown', 'False'])('is quiet for a pod on a node whose Ready is %s', (status) => {
    expect(judge(buildPodWithApp(running(600)), buildNodeWithReady(status, 60)).observations).toEqual([]);
  });

  it('obeys its setting', () => {
    const pod = buildPodWithApp(running(6), { status: { conditions: [unready('Ready', 6)] } });
    expect(judge(pod).observations).toHaveLength(0);
    expect(judge(pod, buildNode(), { graceMinutes: 5 }).observations).toHaveLength(1);
  });
});
