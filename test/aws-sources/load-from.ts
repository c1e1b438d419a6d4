import { vi } from 'vitest';
import type { AwsApi } from '#lib/cluster/aws/aws-api.ts';
import { openAws } from '#lib/cluster/aws/open-aws.ts';
import type { ClusterApi } from '#lib/cluster/cluster-api.ts';
import type { Source } from '#lib/cluster/source.ts';
import { configWith } from '../support/config.ts';
import { now } from '../support/observe.ts';

/** Loads one source, as a run does: from AWS, and from a cluster whose lists are these raw items. */
export function loadFrom<Data>(
  source: Source<string, Data>,
  aws: AwsApi | undefined,
  { sections = {}, raw = [] }: { sections?: Readonly<Record<string, unknown>>; raw?: readonly unknown[] } = {},
): Promise<Data> {
  const list = async <Raw, T>(_path: string, project: (item: Raw) => T) => raw.map((item) => project(item as Raw));
  const read = vi.fn(() => Promise.reject(new Error('reads no other source')));
  return source.load({ list } as ClusterApi, { config: configWith(sections), now, ...(aws && { aws }), read });
}

/** AWS behind the cluster `shop`, by the real clients of the SDK; where it is, the environment says. */
export function openShop(signal?: AbortSignal): AwsApi {
  return openAws({ cluster: 'shop', region: 'eu-west-1' }, signal);
}
