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

/** What an earlier run left under a name. */
export interface Earlier<Value = unknown> {
  readonly run: string;
  /** The instant (ISO) as of which it was true. */
  readonly at: string;
  readonly value: Value;
}

/** What is kept of earlier looks; sources read it and never write. */
export interface Kept {
  /** The approved configuration of the cluster; null before the first `runbook baseline accept`. */
  readBaseline(): Promise<Baseline | null>;
  /**
   * What earlier runs of the cluster, of any window, left under a name (a check's `remember`): newest first, nothing
   * after `now` or more than 90 days before it, and at most so many. One query, made when it is asked.
   */
  readRemembered(name: string, asked: { readonly now: Date; readonly atMost: number }): Promise<readonly Earlier[]>;
}

/** The name of an object in a baseline. */
export function baselineName(kind: 'ConfigMap' | 'Secret', { namespace, name }: { namespace: string; name: string }) {
  return `${kind}/${namespace}/${name}`;
}
