import type { ControllerRevision as RawRevision } from 'kubernetes-types/apps/v1.d.ts';
import { topLevelOwner } from '../owner.ts';
import { defineSource } from '../source.ts';
import type { ReplicaSet } from './replica-sets.ts';

/** One version of a StatefulSet's or DaemonSet's pod template. */
export type ControllerRevision = Pick<ReplicaSet, 'owner' | 'hash' | 'revision' | 'createdAt' | 'images'>;

/** All ControllerRevisions: what ReplicaSets are to Deployments. */
export const controllerRevisions = defineSource({
  name: 'controllerRevisions',
  title: 'revisions of StatefulSets and DaemonSets in all namespaces',
  permissions: () => [{ verb: 'list', group: 'apps', resource: 'controllerrevisions', namespaces: 'all' }],
  load: (api) => api.list('/apis/apps/v1/controllerrevisions', toControllerRevision),
});

/** Projects a ControllerRevision; of the template in it nothing but the images is kept. */
export function toControllerRevision({ metadata = {}, data, revision }: RawRevision): ControllerRevision {
  const owner = topLevelOwner(metadata);
  return {
    owner,
    // What its pods carry as `controller-revision-hash`: of a StatefulSet the whole name, of a DaemonSet the hash alone.
    hash: (owner.kind === 'DaemonSet' && metadata.labels?.['controller-revision-hash']) || (metadata.name ?? ''),
    revision: revision ?? 0,
    createdAt: metadata.creationTimestamp ?? null,
    images: imagesIn(data),
  };
}

/** The data is the controller's own: a patch that holds the whole template. */
function imagesIn(data: unknown): string[] {
  const { spec } = (data ?? {}) as { spec?: { template?: { spec?: { containers?: unknown } } } };
  const containers = spec?.template?.spec?.containers;
  return Array.isArray(containers)
    ? containers.flatMap((container: { image?: unknown } | null) =>
        typeof container?.image === 'string' ? [container.image] : [],
      )
    : [];
}
