import type { Deployment } from 'kubernetes-types/apps/v1.d.ts';
import { defineSource } from '../source.ts';
import { toCondition } from './pods.ts';
import { toWorkloadBase, type Workload } from './workload.ts';

/** All Deployments of the cluster. */
export const deployments = defineSource({
  name: 'deployments',
  title: 'Deployments in all namespaces',
  permissions: () => [{ verb: 'list', group: 'apps', resource: 'deployments', namespaces: 'all' }],
  load: (api) => api.list('/apis/apps/v1/deployments', toDeployment),
});

/** Projects a Deployment as the API prints it. */
export function toDeployment(raw: Deployment): Workload {
  const status = raw.status ?? {};
  const desired = raw.spec?.replicas ?? 1;
  const conditions = status.conditions ?? [];
  return {
    kind: 'Deployment',
    ...toWorkloadBase(raw),
    desired,
    current: status.replicas ?? 0,
    available: status.availableReplicas ?? 0,
    updated: status.updatedReplicas ?? 0,
    rolloutTarget: desired,
    isPaused: raw.spec?.paused ?? false,
    conditions: conditions.map(toCondition),
    progressedAt: conditions.find((condition) => condition.type === 'Progressing')?.lastUpdateTime ?? null,
  };
}
