import type { Pod as RawPod, Volume } from 'kubernetes-types/core/v1.d.ts';
import { type ObjectName, topLevelOwner } from '../owner.ts';
import { defineSource } from '../source.ts';
import { type ContainerSpec, type RawContainer, toContainerSpec } from './container-spec.ts';

/** What a pod asks of its node: everything that Pod Security Standards and image rules are judged by, and no more. */
export interface PodSecuritySpec {
  readonly name: string;
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
  /** Annotations of seccomp and AppArmor only. */
  readonly annotations: Readonly<Record<string, string>>;
  readonly owner: ObjectName;
  readonly phase: string;
  readonly serviceAccount: string;
  /** null where the service account decides. */
  readonly mountsToken: boolean | null;
  readonly hostNetwork: boolean;
  readonly hostPid: boolean;
  readonly hostIpc: boolean;
  /** null where not set, which means the host's users. */
  readonly hostUsers: boolean | null;
  /** `linux` or `windows`; empty where not set. */
  readonly os: string;
  readonly securityContext: NonNullable<NonNullable<RawPod['spec']>['securityContext']>;
  readonly volumes: readonly { readonly name: string; readonly type: string }[];
  /** Init containers, app containers and ephemeral ones. */
  readonly containers: readonly ContainerSpec[];
}

/** The specs that were read: all, or on a large cluster those of the application's namespaces. */
export interface PodSecuritySpecs {
  readonly items: readonly PodSecuritySpec[];
  readonly isComplete: boolean;
}

/**
 * What every pod asks for. Above `reads.fullPodsUpTo` pods only the application's namespaces are read: specs are the
 * bulk of a pod, and a large cluster's do not fit.
 */
export const podSecuritySpecs = defineSource({
  name: 'podSecuritySpecs',
  title: 'security settings of pods in all namespaces',
  permissions: () => [{ verb: 'list', group: '', resource: 'pods', namespaces: 'all' }],
  async load(api, { config }): Promise<PodSecuritySpecs> {
    const first = await api.firstPage('/api/v1/pods', toPodSecuritySpec);
    if (first.items.length + first.remaining <= config.reads.fullPodsUpTo)
      return { items: first.items.concat(await first.next()), isComplete: true };
    const parts = await Promise.all(
      config.namespaces.map((namespace) => api.list(`/api/v1/namespaces/${namespace}/pods`, toPodSecuritySpec)),
    );
    return { items: parts.flat(), isComplete: false };
  },
});

/** Projects what a pod asks for. */
export function toPodSecuritySpec(raw: RawPod): PodSecuritySpec {
  const { metadata = {}, status } = raw;
  const spec: Partial<NonNullable<RawPod['spec']>> = raw.spec ?? {};
  const groups = [spec.initContainers, spec.containers, spec.ephemeralContainers] as (RawContainer[] | undefined)[];
  return {
    name: metadata.name ?? '',
    namespace: metadata.namespace ?? '',
    labels: metadata.labels ?? {},
    annotations: keepSecurityAnnotations(metadata.annotations ?? {}),
    owner: topLevelOwner(metadata),
    phase: status?.phase ?? 'Unknown',
    serviceAccount: spec.serviceAccountName ?? spec.serviceAccount ?? 'default',
    mountsToken: spec.automountServiceAccountToken ?? null,
    hostNetwork: spec.hostNetwork ?? false,
    hostPid: spec.hostPID ?? false,
    hostIpc: spec.hostIPC ?? false,
    hostUsers: (spec as { hostUsers?: boolean }).hostUsers ?? null,
    os: spec.os?.name ?? '',
    securityContext: spec.securityContext ?? {},
    volumes: (spec.volumes ?? []).map((volume) => ({ name: volume.name, type: typeOf(volume) })),
    containers: groups.flatMap((containers) => (containers ?? []).map(toContainerSpec)),
  };
}

function keepSecurityAnnotations(annotations: Readonly<Record<string, string>>): Record<string, string> {
  const isKept = (key: string) => /(seccomp\.security\.alpha|apparmor\.security\.beta)\.kubernetes\.io\//.test(key);
  return Object.fromEntries(Object.entries(annotations).filter(([key]) => isKept(key)));
}

/** The one key of a volume besides its name. The API server makes an emptyDir of one that has none. */
function typeOf(volume: Volume): string {
  return Object.entries(volume).find(([key, value]) => key !== 'name' && value != null)?.[0] ?? 'emptyDir';
}
