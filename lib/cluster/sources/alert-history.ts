import type { RunbookConfig } from '#lib/config/schema.ts';
import type { ClusterApi } from '../cluster-api.ts';
import { defineSource } from '../source.ts';
import { askPrometheus, prometheusPermissions } from './prometheus.ts';
import { queryPrometheus } from './prometheus-query.ts';

/** What one alerting rule did within the week. */
export interface AlertWeek {
  readonly name: string;
  /** The share of the week during which any instance of it fired, 0 to 1. */
  readonly firingShare: number;
  /** How often instances of it became active again. */
  readonly returns: number;
}

/** The week of all alerting rules; those that were never active have zeros. */
export interface AlertHistory {
  readonly alerts: readonly AlertWeek[];
  /** The share of the week of which Prometheus knows anything, 0 to 1. */
  readonly knownShare: number;
}

const steps = 7 * 24 * 12;
/** Five-minute steps keep the answer to three numbers for each rule, whatever the number of instances. */
const queries = {
  firing: 'count_over_time(count by (alertname) (ALERTS{alertstate="firing"})[7d:5m])',
  returns: 'sum by (alertname) (changes(ALERTS_FOR_STATE[7d]))',
  known: 'max(count_over_time(count(ALERTS_FOR_STATE)[7d:5m]))',
} as const;

interface RawRules {
  readonly groups?:
    | readonly { readonly rules?: readonly { readonly type?: string; readonly name?: string }[] | null }[]
    | null;
}

/** A week of alerts by Prometheus' own series ALERTS; null when none is configured. */
export const alertHistory = defineSource({
  name: 'alertHistory',
  title: 'a week of alerts of Prometheus',
  permissions: prometheusPermissions,
  async load(api, { config }): Promise<AlertHistory | null> {
    const rules = await askPrometheus<RawRules>(api, config, '/api/v1/rules?type=alert');
    if (!rules) return null;
    const [firing, returns, known] = await Promise.all([
      queryByAlert(api, config, queries.firing),
      queryByAlert(api, config, queries.returns),
      queryPrometheus(api, config, queries.known),
    ]);
    const declared = (rules.groups ?? [])
      .flatMap((group) => group.rules ?? [])
      .filter(({ type }) => type === 'alerting');
    const names = new Set([...declared.map(({ name = '' }) => name), ...firing.keys()]);
    const alerts = [...names].map((name) => ({
      name,
      firingShare: Math.min(1, (firing.get(name) ?? 0) / steps),
      returns: returns.get(name) ?? 0,
    }));
    return { alerts, knownShare: Math.min(1, (known?.[0]?.value ?? 0) / steps) };
  },
});

async function queryByAlert(api: ClusterApi, config: RunbookConfig, query: string): Promise<Map<string, number>> {
  const samples = (await queryPrometheus(api, config, query)) ?? [];
  return new Map(samples.map(({ labels, value }) => [labels['alertname'] ?? '', Number.isFinite(value) ? value : 0]));
}
