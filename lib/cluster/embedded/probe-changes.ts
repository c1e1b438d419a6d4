import { randomUUID } from 'node:crypto';
import type { ResourceQuota } from 'kubernetes-types/core/v1.d.ts';
import { runJob } from './probe-jobs.ts';
import { startPod } from './probe-pods.ts';
import { findObject, objectsIn, type RecordedCluster } from './recorded-cluster.ts';
import type { ApiRequest, ResourceTarget } from './request.ts';
import type { KubeObject } from './snapshot.ts';
import { type Answer, failure, json, notFound } from './status.ts';

/** What marks the objects of probes: the only ones that a recorded cluster lets be created and deleted. */
const probeLabel = 'eks-runbook/probe';

interface ProbeKind {
  readonly collection: string;
  /** The name under which a quota counts it. */
  readonly quota: string;
  /** What the cluster makes of it at that instant: the object itself, then what it owns. */
  make(cluster: RecordedCluster, created: KubeObject, at: string): readonly KubeObject[];
}

const kinds: Readonly<Record<string, ProbeKind>> = {
  '/pods': { collection: 'v1/pods', quota: 'pods', make: (...parts) => [startPod(...parts)] },
  'batch/jobs': { collection: 'batch/v1/jobs', quota: 'count/jobs.batch', make: runJob },
};

/**
 * Answers the creation and the deletion of a recovery test's pod and of a restore drill's Job, kept in memory for as long
 * as the server runs. Undefined for every other change.
 */
export function answerProbeChange(
  cluster: RecordedCluster,
  { method, body }: ApiRequest,
  { namespace = '', name, resource, group, subresource }: ResourceTarget,
): Answer | undefined {
  const kind = kinds[`${group}/${resource}`];
  if (!kind || subresource || !cluster.collections.has(kind.collection)) return undefined;
  const sent = parseObject(body);
  if (method === 'POST' && name === undefined && isOfProbe(sent)) return create(cluster, kind, namespace, sent);
  if (method !== 'DELETE' || !name) return undefined;
  const found = findObject(cluster, kind.collection, namespace, name);
  if (!found) return notFound(group, resource, name);
  return isOfProbe(found) ? remove(cluster, found, sent) : undefined;
}

function parseObject(body: string): Partial<KubeObject> {
  try {
    return (JSON.parse(body) as Partial<KubeObject> | null) ?? {};
  } catch {
    return {};
  }
}

function isOfProbe(object: Partial<KubeObject>): object is KubeObject {
  return typeof object.metadata?.name === 'string' && object.metadata.labels?.[probeLabel] !== undefined;
}

function create(cluster: RecordedCluster, kind: ProbeKind, namespace: string, sent: KubeObject): Answer {
  const { name } = sent.metadata;
  const plural = kind.collection.slice(kind.collection.lastIndexOf('/') + 1);
  const details = { name, kind: plural };
  if (findObject(cluster, kind.collection, namespace, name)) {
    return failure(409, 'AlreadyExists', `${plural} "${name}" already exists`, details);
  }
  const exhausted = findExhaustedQuota(cluster, namespace, kind.quota);
  if (exhausted) return failure(403, 'Forbidden', `${plural} "${name}" is forbidden: ${exhausted}`, details);
  const at = cluster.snapshot.takenAt.toISOString().replace(/\.\d+Z$/, 'Z');
  const metadata = { ...sent.metadata, namespace, uid: randomUUID(), creationTimestamp: at };
  const made = kind.make(cluster, { ...sent, metadata }, at);
  for (const object of made) change(cluster, collectionOf(object), (objects) => [...objects, object]);
  return json(made[0], 201);
}

function collectionOf({ kind }: KubeObject): string {
  return kind === 'Job' ? 'batch/v1/jobs' : 'v1/pods';
}

function change(cluster: RecordedCluster, name: string, by: (objects: readonly KubeObject[]) => readonly KubeObject[]) {
  const collection = cluster.collections.get(name);
  if (collection) cluster.collections.set(name, { ...collection, objects: by(collection.objects) });
}

/** Deletes the object, and what it owns with it. */
function remove(cluster: RecordedCluster, found: KubeObject, options: object): Answer {
  const { preconditions } = options as { preconditions?: { uid?: string } };
  const { name, uid } = found.metadata as { name: string; uid?: string };
  if (preconditions?.uid !== undefined && preconditions.uid !== uid) {
    return failure(
      409,
      'Conflict',
      `the UID in the precondition (${preconditions.uid}) does not match that of ${name}`,
    );
  }
  const isOwned = ({ metadata }: KubeObject) =>
    ((metadata['ownerReferences'] ?? []) as readonly { uid?: string }[]).some((owner) => owner.uid === uid);
  for (const { collection } of Object.values(kinds)) {
    change(cluster, collection, (objects) => objects.filter((other) => other !== found && !isOwned(other)));
  }
  return json(found);
}

/** A quota of that kind that is used up, in the words of the admission plug-in. */
function findExhaustedQuota(cluster: RecordedCluster, namespace: string, counted: string): string | undefined {
  const collection = cluster.collections.get('v1/resourcequotas');
  for (const { metadata, status } of (collection ? objectsIn(collection, namespace) : []) as readonly ResourceQuota[]) {
    const [hard, used] = [status?.hard?.[counted], status?.used?.[counted]];
    if (hard === undefined || Number(used ?? 0) < Number(hard)) continue;
    return `exceeded quota: ${metadata?.name}, requested: ${counted}=1, used: ${counted}=${used}, limited: ${counted}=${hard}`;
  }
  return undefined;
}
