import type { RunbookConfig } from '#lib/config/schema.ts';
import type { ClusterApi } from '../cluster-api.ts';
import { askPrometheus } from './prometheus.ts';

/** One value of an instant query. */
export interface Sample {
  readonly labels: Readonly<Record<string, string>>;
  /** May be NaN or infinite, as PromQL's may. */
  readonly value: number;
}

interface RawResult {
  readonly resultType?: string;
  readonly result?: readonly unknown[] | null;
}
interface RawSample {
  readonly metric?: Readonly<Record<string, string>>;
  readonly value?: readonly [number, string];
}

/** Asks one instant query, evaluated by Prometheus' own clock; null when none is configured. Throws `ReadError`. */
export async function queryPrometheus(api: ClusterApi, config: RunbookConfig, query: string): Promise<Sample[] | null> {
  const data = await askPrometheus<RawResult>(api, config, `/api/v1/query?query=${encodeURIComponent(query)}`);
  if (!data) return null;
  if (data.resultType === 'scalar') return [{ labels: {}, value: toNumber(data.result?.[1]) }];
  return ((data.result ?? []) as readonly RawSample[]).map(({ metric = {}, value }) => ({
    labels: metric,
    value: toNumber(value?.[1]),
  }));
}

/** Prometheus prints numbers as text: `1.5`, `NaN`, `+Inf`. */
function toNumber(text: unknown): number {
  if (text === '+Inf' || text === 'Inf') return Number.POSITIVE_INFINITY;
  return text === '-Inf' ? Number.NEGATIVE_INFINITY : Number(typeof text === 'string' && text ? text : Number.NaN);
}
