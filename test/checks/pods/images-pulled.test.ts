import { describe, expect, it } from 'vitest';
import { podsImagesPulled } from '#lib/checks/pods/images-pulled.ts';
import type { Pod } from '#lib/cluster/sources/pods.ts';
import { minutesAgo, observe } from '../../support/observe.ts';
import { asPods, buildPod, buildPodWithApp, cart, ofJob, waiting } from './build-pod.ts';

function judge(pod: Pod) {
  return observe(podsImagesPulled, { pods: asPods(pod) });
}

describe('pods/images-pulled', () => {
  it('tells which image does not come, and why', () => {
    const { observations, conclusion } = judge(
      buildPodWithApp(waiting('ImagePullBackOff', 'shop/cart:1.0: not found')),
    );
    expect(conclusion).toBe(1);
    expect(observations).toHaveLength(1);
    expect(observations[0]).toMatchObject({
      subject: { kind: 'Pod', namespace: 'shop', name: 'cart-5d8f-abcde' },
      owner: cart,
      discriminator: 'app',
      message:
        'Pod shop/cart-5d8f-abcde: container app has been in ImagePullBackOff for 1 h, image shop/cart:1.0: not found',
      since: minutesAgo(60),
      evidence: {
        container: 'app',
        image: 'shop/cart:1.0',
        reason: 'ImagePullBackOff',
        cause: 'not found',
        said: 'shop/cart:1.0: not found',
        node: 'ip-10-0-1-7',
      },
    });
    expect(observations[0]?.remediation?.map(({ command }) => command)).toEqual([
      'kubectl describe pod {name} -n {namespace}',
      'kubectl rollout undo {owner} -n {namespace}',
      'kubectl edit {owner} -n {namespace}',
    ]);
  });

  it('judges init containers and pods of Jobs', () => {
    const init = { name: 'migrate', ready: false, restartCount: 0, ...waiting('ErrImagePull', '403 Forbidden') };
    const pod = buildPodWithApp(waiting('PodInitializing'), {
      metadata: ofJob,
      spec: { initContainers: [{ name: 'migrate', image: 'shop/migrate:1.0' }] },
      status: { phase: 'Pending', initContainerStatuses: [init] },
    });
    expect(judge(pod).observations.map(({ message }) => message)).toEqual([
      'Pod shop/cart-5d8f-abcde: init container migrate has been in ErrImagePull for 1 h, image shop/migrate:1.0: not authorized',
    ]);
  });

  it.each([
    ['that runs', buildPod()],
    ['whose image is being pulled', buildPodWithApp(waiting('ContainerCreating'))],
    ['in back-off after a crash', buildPodWithApp(waiting('CrashLoopBackOff'))],
    ['being deleted', buildPodWithApp(waiting('ImagePullBackOff'), { metadata: { deletionTimestamp: minutesAgo(1) } })],
  ])('is quiet for a pod %s', (_, pod) => {
    expect(judge(pod)).toEqual({ observations: [], conclusion: 1 });
  });
});
