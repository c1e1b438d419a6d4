import type { OwnerReference } from 'kubernetes-types/meta/v1.d.ts';

/** An object as findings name it. Structurally the `Subject` of a check. */
export interface ObjectName {
  readonly kind: string;
  readonly namespace: string | null;
  readonly name: string;
}

/**
 * The top-level owner of a pod, from its metadata alone, so that no ReplicaSets or Jobs need to be read: a Deployment's
 * ReplicaSet is named `<deployment>-<pod-template-hash>`, a CronJob's Job `<cronjob>-<minutes since 1970>`
 * (kube-controller-manager, `getJobName`). Without a controller it is the pod itself.
 */
export function topLevelOwner(metadata: {
  name?: string;
  namespace?: string;
  labels?: Record<string, string>;
  ownerReferences?: OwnerReference[];
}): ObjectName {
  const namespace = metadata.namespace ?? null;
  const controller = metadata.ownerReferences?.find((reference) => reference.controller);
  if (!controller) return { kind: 'Pod', namespace, name: metadata.name ?? '' };
  const hash = metadata.labels?.['pod-template-hash'];
  if (controller.kind === 'ReplicaSet' && hash && controller.name.endsWith(`-${hash}`)) {
    return { kind: 'Deployment', namespace, name: controller.name.slice(0, -hash.length - 1) };
  }
  const cronJob = controller.kind === 'Job' ? /^(.+)-\d{8,}$/.exec(controller.name)?.[1] : undefined;
  if (cronJob) return { kind: 'CronJob', namespace, name: cronJob };
  return { kind: controller.kind, namespace, name: controller.name };
}
