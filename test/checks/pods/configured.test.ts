import { describe, expect, it } from 'vitest';
import { podsConfigured } from '#lib/checks/pods/configured.ts';
import type { Pod } from '#lib/cluster/sources/pods.ts';
import { minutesAgo, observe } from '../../support/observe.ts';
import { asPods, buildPod, buildPodWithApp, cart, waiting } from './build-pod.ts';

function judge(pod: Pod) {
  return observe(podsConfigured, { pods: asPods(pod) });
}

function judgeError(message: string, reason = 'CreateContainerConfigError') {
  return judge(buildPodWithApp(waiting(reason, message))).observations[0];
}

describe('pods/configured', () => {
  it('tells of a missing key where to look for it', () => {
    const observation = judgeError("couldn't find key api-key in Secret shop/cart-keys");
    expect(observation).toMatchObject({
      subject: { kind: 'Pod', namespace: 'shop', name: 'cart-5d8f-abcde' },
      owner: cart,
      discriminator: 'app',
      message:
        "Pod shop/cart-5d8f-abcde: container app has been in CreateContainerConfigError for 1 h: couldn't find key api-key in Secret shop/cart-keys",
      since: minutesAgo(60),
      evidence: { container: 'app', missingKind: 'secret', missingName: 'cart-keys' },
    });
    expect(observation?.remediation?.map(({ command }) => command)).toEqual([
      'kubectl describe pod {name} -n {namespace}',
      'kubectl describe {missingKind} {missingName} -n {namespace}',
      'kubectl edit {owner} -n {namespace}',
    ]);
  });

  it.each([
    ['secret "cart-keys" not found', 'secret', 'cart-keys'],
    ['configmap "cart.settings" not found', 'configmap', 'cart.settings'],
    ["couldn't find key mode in ConfigMap shop/cart.settings", 'configmap', 'cart.settings'],
  ])('reads what is missing from: %s', (message, missingKind, missingName) => {
    expect(judgeError(message)?.evidence).toMatchObject({ missingKind, missingName });
  });

  it.each([
    ['container has runAsNonRoot and image will run as root', 'CreateContainerConfigError'],
    ['failed to generate spec: no command specified', 'CreateContainerError'],
    ['', 'CreateContainerError'],
  ])('leads from "%s" to the owner', (message, reason) => {
    const observation = judgeError(message, reason);
    expect(observation?.evidence).toEqual({ container: 'app', reason });
    expect(observation?.remediation?.map(({ command }) => command)).toEqual([
      'kubectl describe pod {name} -n {namespace}',
      'kubectl rollout undo {owner} -n {namespace}',
      'kubectl edit {owner} -n {namespace}',
    ]);
  });

  it('cuts what it quotes', () => {
    expect(judgeError('x'.repeat(5000))?.message).toBe(
      `Pod shop/cart-5d8f-abcde: container app has been in CreateContainerConfigError for 1 h: ${'x'.repeat(300)}...`,
    );
    expect(judgeError('')?.message).toBe(
      'Pod shop/cart-5d8f-abcde: container app has been in CreateContainerConfigError for 1 h',
    );
  });

  it.each([
    ['that runs', buildPod()],
    ['being created', buildPodWithApp(waiting('ContainerCreating'))],
    ['whose image is missing', buildPodWithApp(waiting('ErrImagePull'))],
    [
      'being deleted',
      buildPodWithApp(waiting('CreateContainerError'), { metadata: { deletionTimestamp: minutesAgo(1) } }),
    ],
  ])('is quiet for a pod %s', (_, pod) => {
    expect(judge(pod)).toEqual({ observations: [], conclusion: 1 });
  });
});
