import { defineSource } from '../source.ts';
import { askPrometheus, prometheusPermissions, toInstant } from './prometheus.ts';

/** What Prometheus says of itself. */
export interface PrometheusStatus {
  readonly isConfigLoaded: boolean;
  /** When it last loaded its configuration with success. */
  readonly configLoadedAt: string | null;
  readonly corruptions: number;
  readonly retention: string;
  /** Series in the head block: what it holds in memory. */
  readonly seriesCount: number | null;
  /** The metrics with most series, the largest first. */
  readonly largest: readonly { readonly name: string; readonly value: number }[];
}

interface RawRuntime {
  readonly reloadConfigSuccess?: boolean;
  readonly lastConfigTime?: string;
  readonly corruptionCount?: number;
  readonly storageRetention?: string;
}
interface RawTsdb {
  readonly headStats?: { readonly numSeries?: number };
  readonly seriesCountByMetricName?: readonly { readonly name?: string; readonly value?: number }[] | null;
}

/** Runtime and storage of Prometheus; null when none is configured. */
export const prometheusStatus = defineSource({
  name: 'prometheusStatus',
  title: 'status of Prometheus',
  permissions: prometheusPermissions,
  async load(api, { config }): Promise<PrometheusStatus | null> {
    const [runtime, tsdb] = await Promise.all([
      askPrometheus<RawRuntime>(api, config, '/api/v1/status/runtimeinfo'),
      askPrometheus<RawTsdb>(api, config, '/api/v1/status/tsdb'),
    ]);
    return runtime && toPrometheusStatus(runtime, tsdb ?? {});
  },
});

/** Projects the two answers as Prometheus prints them. */
export function toPrometheusStatus(runtime: RawRuntime, tsdb: RawTsdb): PrometheusStatus {
  return {
    isConfigLoaded: runtime.reloadConfigSuccess ?? true,
    configLoadedAt: toInstant(runtime.lastConfigTime),
    corruptions: runtime.corruptionCount ?? 0,
    retention: runtime.storageRetention ?? '',
    seriesCount: tsdb.headStats?.numSeries ?? null,
    largest: (tsdb.seriesCountByMetricName ?? []).slice(0, 5).map(({ name = '', value = 0 }) => ({ name, value })),
  };
}
