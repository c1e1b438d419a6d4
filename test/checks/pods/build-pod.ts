import type { Pod as RawPod } from 'kubernetes-types/core/v1.d.ts';
import { mergePatch } from '#lib/cluster/embedded/overlay.ts';
import { type Pod, type Pods, toPod } from '#lib/cluster/sources/pods.ts';
import { minutesAgo } from '../../support/observe.ts';

const healthy = {
  metadata: {
    name: 'cart-5d8f-abcde',
    namespace: 'shop',
    creationTimestamp: minutesAgo(3000),
    labels: { 'pod-template-hash': '5d8f' },
    ownerReferences: [{ apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'cart-5d8f', uid: 'u', controller: true }],
  },
  spec: { nodeName: 'ip-10-0-1-7', restartPolicy: 'Always', containers: [{ name: 'app', image: 'shop/cart:1.0' }] },
  status: {
    phase: 'Running',
    conditions: [{ type: 'Ready', status: 'True', lastTransitionTime: minutesAgo(2990) }],
    containerStatuses: [
      { name: 'app', ready: true, restartCount: 0, state: { running: { startedAt: minutesAgo(2999) } } },
    ],
  },
};

/** The owner of the pods built here, unless tweaked. */
export const cart = { kind: 'Deployment', namespace: 'shop', name: 'cart' };

/** What makes a pod one of a Job. */
export const ofJob = {
  ownerReferences: [{ apiVersion: 'batch/v1', kind: 'Job', name: 'import-29539800', uid: 'u', controller: true }],
};

/** A pod of Deployment shop/cart that runs well, with a JSON merge patch put on it, as the source projects it. */
export function buildPod(tweak: object = {}): Pod {
  return toPod(mergePatch(healthy, tweak) as RawPod);
}

/** The pod with another status of its container `app`, not Ready for the last hour. */
export function buildPodWithApp(status: object, tweak: object = {}): Pod {
  return buildPod(
    mergePatch(
      {
        status: {
          conditions: [{ type: 'Ready', status: 'False', lastTransitionTime: minutesAgo(60) }],
          containerStatuses: [{ name: 'app', ready: false, restartCount: 0, ...status }],
        },
      },
      tweak,
    ) as object,
  );
}

/** The state of a container that waits. */
export function waiting(reason: string, message = ''): object {
  return { state: { waiting: { reason, message } } };
}

/** The state of a container that runs, and the end before it, so many minutes ago, after a run of so many. */
export function runningAfter(exitCode: number, minutes: number, ranMinutes: number, reason = 'Error'): object {
  return {
    state: { running: { startedAt: minutesAgo(minutes) } },
    lastState: endedAgo(exitCode, minutes, ranMinutes, reason),
  };
}

/** The end of a container, so many minutes ago, after a run of so many. */
export function endedAgo(exitCode: number, minutes: number, ranMinutes: number, reason = 'Error'): object {
  const startedAt = minutesAgo(minutes + ranMinutes);
  return { terminated: { exitCode, reason, startedAt, finishedAt: minutesAgo(minutes) } };
}

/** What the source of pods gives. */
export function asPods(...items: Pod[]): Pods {
  return { items, isComplete: true, total: items.length };
}
