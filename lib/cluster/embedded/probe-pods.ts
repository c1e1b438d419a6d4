import type { Node, Pod } from 'kubernetes-types/core/v1.d.ts';
import type { RecordedCluster } from './recorded-cluster.ts';
import type { KubeObject } from './snapshot.ts';

/** What becomes of a recovery test's pod: it is Ready at once on a node that takes it, and Pending without one. */
export function startPod(cluster: RecordedCluster, created: KubeObject, at: string): KubeObject {
  return { ...created, apiVersion: 'v1', kind: 'Pod', ...placePod(cluster, created as Pod, at) };
}

function placePod(cluster: RecordedCluster, { spec }: Pod, at: string): Pick<Pod, 'spec' | 'status'> {
  const nodes = (cluster.collections.get('v1/nodes')?.objects ?? []) as readonly Node[];
  const node = nodes.find(takesPods);
  const condition = (type: string, status: string) => ({ type, status, lastTransitionTime: at });
  const containers = spec?.containers ?? [];
  if (!node) {
    const message = `0/${nodes.length} nodes are available.`;
    const unscheduled = { ...condition('PodScheduled', 'False'), reason: 'Unschedulable', message };
    return { spec: { ...spec, containers }, status: { phase: 'Pending', conditions: [unscheduled] } };
  }
  return {
    spec: { ...spec, containers, nodeName: node.metadata?.name ?? '' },
    status: {
      phase: 'Running',
      startTime: at,
      conditions: ['PodScheduled', 'Initialized', 'ContainersReady', 'Ready'].map((type) => condition(type, 'True')),
      containerStatuses: containers.map(({ name, image = '' }) => ({
        name,
        image,
        imageID: '',
        ready: true,
        started: true,
        restartCount: 0,
        state: { running: { startedAt: at } },
      })),
    },
  };
}

function takesPods({ spec, status }: Node): boolean {
  const isReady = status?.conditions?.some((condition) => condition.type === 'Ready' && condition.status === 'True');
  return isReady === true && !spec?.unschedulable && !spec?.taints?.some(({ effect }) => effect !== 'PreferNoSchedule');
}
