import type { RunbookConfig } from '#lib/config/schema.ts';
import type { AwsApi } from './aws/aws-api.ts';
import type { AwsPermission } from './aws/aws-permission.ts';
import type { Kept } from './baseline.ts';
import type { ClusterApi } from './cluster-api.ts';
import type { Permission } from './permission.ts';

/** What a source may use besides the API: the configuration, the instant of the run, and other sources. */
export interface SourceContext {
  readonly config: RunbookConfig;
  /** The instant as of which the cluster is judged. */
  readonly now: Date;
  /** What earlier looks left; absent when nothing is kept. */
  readonly kept?: Kept;
  /** AWS, where the cluster is one of EKS and AWS can be asked; absent for recorded and other clusters. */
  readonly aws?: AwsApi;
  /** Another source's data, loaded once per run however many ask. Rejects as that source's own load does. */
  read<Data>(source: Source<string, Data>): Promise<Data>;
}

/**
 * One thing that can be read of a cluster: its name (the key under which checks receive it), the rights it needs, and
 * how it is loaded. Loads throw `ReadError`; the run turns that into `unknown` for exactly the checks that read it.
 */
export interface Source<Name extends string = string, Data = unknown> {
  readonly name: Name;
  /** What it is, for people: "pods in all namespaces". */
  readonly title: string;
  /**
   * What a missing API means for the checks that read it: `unknown` (default) for what every cluster of ours should
   * have, `not-applicable` for add-ons that a cluster may do without.
   */
  readonly whenAbsent?: 'unknown' | 'not-applicable';
  permissions(config: RunbookConfig): readonly Permission[];
  /** The rights that it needs in AWS, where it asks AWS. */
  awsPermissions?(config: RunbookConfig): readonly AwsPermission[];
  load(api: ClusterApi, context: SourceContext): Promise<Data>;
}

/** Names a source and fixes its types, so that checks are typed by what they declare to read. */
export function defineSource<const Name extends string, Data>(source: Source<Name, Data>): Source<Name, Data> {
  return source;
}

/** Any source, as plans and lists hold it. */
export type AnySource = Source<string, unknown>;

/** What a source's load gives. */
export type DataOf<S> = S extends Source<string, infer Data> ? Data : never;
