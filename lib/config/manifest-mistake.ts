/** What a probe can be asked to create. */
export type ManifestKind = 'Pod' | 'Job';

const apiVersions = { Pod: 'v1', Job: 'batch/v1' } as const satisfies Record<ManifestKind, string>;

interface Written {
  readonly kind?: unknown;
  readonly apiVersion?: unknown;
  readonly spec?: { readonly containers?: unknown; readonly template?: Written | null } | null;
}

/** What keeps a parsed manifest from being one of that kind; undefined when nothing does. */
export function manifestMistake(parsed: unknown, kind: ManifestKind): string | undefined {
  const { kind: found, apiVersion, spec } = (parsed ?? {}) as Written;
  const pod = kind === 'Job' ? spec?.template?.spec : spec;
  const hasContainers = Array.isArray(pod?.containers) && pod.containers.length > 0;
  if (found === kind && apiVersion === apiVersions[kind] && hasContainers) return undefined;
  return `expected a ${kind} of apiVersion ${apiVersions[kind]} with containers`;
}
