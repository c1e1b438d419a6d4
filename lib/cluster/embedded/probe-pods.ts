import { randomUUID } from 'node:crypto';
import type { Node, Pod, ResourceQuota } from 'kubernetes-types/core/v1.d.ts';
import { type Collection, findObject, objectsIn, type RecordedCluster } from './recorded-cluster.ts';
import type { ApiRequest, ResourceTarget } from './request.ts';
import type { KubeObject } from './snapshot.ts';
import { type Answer, failure, json, notFound } from './status.ts';

/** What marks the pods of recovery tests: the only objects that a recorded cluster lets be created and deleted. */
const probeLabel = 'eks-runbook/probe';

/**
 * Answers the creation and the deletion of a recovery test's pod, kept in memory for as long as the server runs: it is
 * Ready at once on a node that takes it, and Pending without one. Undefined for every other change.
 */
export function answerPodChange(
  cluster: RecordedCluster,
  { method, body }: ApiRequest,
  { namespace = '', name, resource, group, subresource }: ResourceTarget,
): Answer | undefined {
  const pods = cluster.collections.get('v1/pods');
  if (!pods || group !== '' || resource !== 'pods' || subresource) return undefined;
  const sent = parseObject(body);
  if (method === 'POST' && name === undefined && isProbePod(sent)) return createPod(cluster, pods, namespace, sent);
  const pod = method === 'DELETE' && name ? findObject(cluster, 'v1/pods', namespace, name) : undefined;
  if (method === 'DELETE' && name && !pod) return notFound('', 'pods', name);
  return pod && isProbePod(pod) ? deletePod(cluster, pods, pod, sent) : undefined;
}

function parseObject(body: string): Partial<KubeObject> {
  try {
    return (JSON.parse(body) as Partial<KubeObject> | null) ?? {};
  } catch {
    return {};
  }
}

function isProbePod(object: Partial<KubeObject>): object is KubeObject {
  return typeof object.metadata?.name === 'string' && object.metadata.labels?.[probeLabel] !== undefined;
}

function createPod(cluster: RecordedCluster, pods: Collection, namespace: string, sent: KubeObject): Answer {
  const { name } = sent.metadata;
  if (findObject(cluster, 'v1/pods', namespace, name)) {
    return failure(409, 'AlreadyExists', `pods "${name}" already exists`, { name, kind: 'pods' });
  }
  const exhausted = findExhaustedQuota(cluster, namespace);
  if (exhausted) return failure(403, 'Forbidden', `pods "${name}" is forbidden: ${exhausted}`, { name, kind: 'pods' });
  const at = cluster.snapshot.takenAt.toISOString().replace(/\.\d+Z$/, 'Z');
  const metadata = { ...sent.metadata, namespace, uid: randomUUID(), creationTimestamp: at };
  const pod = { ...sent, apiVersion: 'v1', kind: 'Pod', metadata, ...startPod(cluster, sent as Pod, at) };
  cluster.collections.set('v1/pods', { ...pods, objects: [...pods.objects, pod] });
  return json(pod, 201);
}

function deletePod(cluster: RecordedCluster, pods: Collection, pod: KubeObject, options: object): Answer {
  const { preconditions } = options as { preconditions?: { uid?: string } };
  const { name, uid } = pod.metadata as { name: string; uid?: string };
  if (preconditions?.uid !== undefined && preconditions.uid !== uid) {
    return failure(
      409,
      'Conflict',
      `the UID in the precondition (${preconditions.uid}) does not match that of ${name}`,
    );
  }
  cluster.collections.set('v1/pods', { ...pods, objects: pods.objects.filter((other) => other !== pod) });
  return json(pod);
}

/** A quota of pods that is used up, in the words of the admission plug-in. */
function findExhaustedQuota(cluster: RecordedCluster, namespace: string): string | undefined {
  const collection = cluster.collections.get('v1/resourcequotas');
  for (const { metadata, status } of (collection ? objectsIn(collection, namespace) : []) as readonly ResourceQuota[]) {
    const [hard, used] = [status?.hard?.['pods'], status?.used?.['pods']];
    if (hard === undefined || Number(used ?? 0) < Number(hard)) continue;
    return `exceeded quota: ${metadata?.name}, requested: pods=1, used: pods=${used}, limited: pods=${hard}`;
  }
  return undefined;
}

function startPod(cluster: RecordedCluster, { spec }: Pod, at: string): Pick<Pod, 'spec' | 'status'> {
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
