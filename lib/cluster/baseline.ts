/**
 * The configuration that people have approved, as keyed digests: no value can be read from it. The key is made anew
 * with each baseline and kept beside it, so that digests of two clusters, or of a report and a store, never match.
 */
export interface Baseline {
  readonly acceptedAt: string;
  /** Key of the HMAC, in hex. */
  readonly digestKey: string;
  /** By `ConfigMap/NAMESPACE/NAME` or `Secret/NAMESPACE/NAME`: the digest of each key's value. */
  readonly objects: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/** What is kept of earlier looks; sources read it and never write. */
export interface Kept {
  /** The approved configuration of the cluster; null before the first `runbook baseline accept`. */
  readBaseline(): Promise<Baseline | null>;
}

/** The name of an object in a baseline. */
export function baselineName(kind: 'ConfigMap' | 'Secret', { namespace, name }: { namespace: string; name: string }) {
  return `${kind}/${namespace}/${name}`;
}
