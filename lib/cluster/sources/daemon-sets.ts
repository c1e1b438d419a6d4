import type { DaemonSet } from 'kubernetes-types/apps/v1.d.ts';
import { defineSource } from '../source.ts';
import { toCondition } from './pods.ts';
import { toWorkloadBase, type Workload } from './workload.ts';

/** All DaemonSets of the cluster. */
export const daemonSets = defineSource({
  name: 'daemonSets',
  title: 'DaemonSets in all namespaces',
  permissions: () => [{ verb: 'list', group: 'apps', resource: 'daemonsets', namespaces: 'all' }],
  load: (api) => api.list('/apis/apps/v1/daemonsets', toDaemonSet),
});

/** Projects a DaemonSet as the API prints it. */
export function toDaemonSet(raw: DaemonSet): Workload {
  const status = raw.status;
  const desired = status?.desiredNumberScheduled ?? 0;
  return {
    kind: 'DaemonSet',
    ...toWorkloadBase(raw),
    desired,
    current: status?.currentNumberScheduled ?? 0,
    available: status?.numberAvailable ?? 0,
    updated: status?.updatedNumberScheduled ?? 0,
    rolloutTarget: raw.spec?.updateStrategy?.type === 'OnDelete' ? 0 : desired,
    isPaused: false,
    conditions: (status?.conditions ?? []).map(toCondition),
    progressedAt: null,
  };
}
