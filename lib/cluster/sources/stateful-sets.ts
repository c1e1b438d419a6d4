import type { StatefulSet } from 'kubernetes-types/apps/v1.d.ts';
import { defineSource } from '../source.ts';
import { toCondition } from './pods.ts';
import { toWorkloadBase, type Workload } from './workload.ts';

/** All StatefulSets of the cluster. */
export const statefulSets = defineSource({
  name: 'statefulSets',
  title: 'StatefulSets in all namespaces',
  permissions: () => [{ verb: 'list', group: 'apps', resource: 'statefulsets', namespaces: 'all' }],
  load: (api) => api.list('/apis/apps/v1/statefulsets', toStatefulSet),
});

/** Projects a StatefulSet as the API prints it. */
export function toStatefulSet(raw: StatefulSet): Workload {
  const { updateStrategy, replicas: desired = 1 } = raw.spec ?? {};
  const status = raw.status;
  const current = status?.replicas ?? 0;
  const isRolledOut = status?.currentRevision === status?.updateRevision;
  const partition = updateStrategy?.rollingUpdate?.partition ?? 0;
  return {
    kind: 'StatefulSet',
    ...toWorkloadBase(raw),
    desired,
    current,
    available: status?.availableReplicas ?? status?.readyReplicas ?? 0,
    updated: isRolledOut ? current : (status?.updatedReplicas ?? 0),
    rolloutTarget: isRolledOut || updateStrategy?.type === 'OnDelete' ? 0 : Math.max(0, desired - partition),
    isPaused: false,
    conditions: (status?.conditions ?? []).map(toCondition),
    progressedAt: null,
  };
}
