import type { AwsApi } from '#lib/cluster/aws/aws-api.ts';
import { describeAwsPermission } from '#lib/cluster/aws/aws-permission.ts';
import type { ClusterConnection } from '#lib/cluster/connection.ts';
import { describePermission } from '#lib/cluster/permission.ts';
import { ReadError } from '#lib/cluster/read-error.ts';
import type { AnySource, Source, SourceContext } from '#lib/cluster/source.ts';
import type { ReadRecord } from './run-document.ts';

/** A source's data, or why there is none. */
export type SourceOutcome =
  | { readonly status: 'ok'; readonly data: unknown }
  | { readonly status: 'denied' | 'failed' | 'absent'; readonly reason: string };

export interface LoadedSources {
  readonly outcomes: ReadonlyMap<string, SourceOutcome>;
  readonly reads: readonly ReadRecord[];
}

export interface LoadEvents {
  readonly sourceStarted?: (name: string) => void;
  readonly sourceFinished?: (record: ReadRecord) => void;
}

/** Loads every source once, all at the same time; a source that fails is an outcome, never an error. */
export async function loadSources(
  sources: readonly AnySource[],
  connection: ClusterConnection,
  context: Omit<SourceContext, 'read' | 'aws'>,
  events: LoadEvents = {},
): Promise<LoadedSources> {
  const outcomes = new Map<string, SourceOutcome>();
  const reads: ReadRecord[] = [];
  const loading = new Map<AnySource, Promise<unknown>>();

  function read<Data>(source: Source<string, Data>): Promise<Data> {
    const promise = loading.get(source) ?? load(source);
    loading.set(source, promise);
    return promise as Promise<Data>;
  }

  async function load(source: AnySource): Promise<unknown> {
    const meter = { requests: 0, bytes: 0, items: 0 };
    const startedAt = performance.now();
    events.sourceStarted?.(source.name);
    const finish = (outcome: SourceOutcome) => {
      const record: ReadRecord = {
        source: source.name,
        ...meter,
        durationMs: Math.round(performance.now() - startedAt),
        status: outcome.status,
        ...(outcome.status !== 'ok' && { error: outcome.reason }),
      };
      outcomes.set(source.name, outcome);
      reads.push(record);
      events.sourceFinished?.(record);
    };
    try {
      const aws = connection.aws && countCalls(connection.aws, meter);
      const data = await source.load(connection.api(meter), { ...context, ...(aws && { aws }), read });
      finish({ status: 'ok', data });
      return data;
    } catch (error) {
      finish(toOutcome(source, context, error));
      throw error;
    }
  }

  await Promise.allSettled(sources.map((source) => read(source)));
  return { outcomes, reads };
}

/** AWS with its requests counted beside those of the cluster. */
function countCalls(aws: AwsApi, meter: { requests: number }): AwsApi {
  return {
    clusterName: aws.clusterName,
    call(operation, input, options) {
      meter.requests += 1;
      return aws.call(operation, input, options);
    },
  };
}

function toOutcome(source: AnySource, { config }: Pick<SourceContext, 'config'>, error: unknown): SourceOutcome {
  const inCluster = source.permissions(config).map(describePermission);
  const inAws = source.awsPermissions?.(config).map((one) => describeAwsPermission(one, config.cluster.region)) ?? [];
  const rights = [...inCluster, ...inAws].join('; ');
  const message = error instanceof Error ? error.message : String(error);
  const failure = error instanceof ReadError ? error.failure : 'failed';
  const status = failure === 'denied' || failure === 'absent' ? failure : 'failed';
  const reason = `could not read ${source.title}${rights && ` (needs: ${rights})`}: ${message}`;
  return { status, reason };
}
