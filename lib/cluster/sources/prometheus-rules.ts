import { defineSource } from '../source.ts';
import { askPrometheus, prometheusPermissions, toInstant } from './prometheus.ts';

/** A group of rules that Prometheus evaluates together. */
export interface RuleGroup {
  readonly name: string;
  readonly file: string;
  readonly intervalSeconds: number;
  /** How long its last evaluation took. */
  readonly evaluationSeconds: number;
  readonly evaluatedAt: string | null;
  readonly ruleCount: number;
  readonly alertingRuleCount: number;
  /** Rules whose last evaluation failed. */
  readonly failing: readonly { readonly name: string; readonly error: string }[];
}

/** An alert that is pending or firing. */
export interface Alert {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  /** `pending` or `firing`. */
  readonly state: string;
  readonly activeAt: string | null;
}

/** The rules of Prometheus, with the alerts that its alerting rules raise now. */
interface PrometheusRules {
  readonly groups: readonly RuleGroup[];
  readonly alerts: readonly Alert[];
}

interface RawAlert {
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly state?: string;
  readonly activeAt?: string;
}

interface RawRule {
  readonly name?: string;
  readonly type?: string;
  readonly health?: string;
  readonly lastError?: string;
  readonly alerts?: readonly RawAlert[] | null;
}

interface RawGroup {
  readonly name?: string;
  readonly file?: string;
  readonly interval?: number;
  readonly evaluationTime?: number;
  readonly lastEvaluation?: string;
  readonly rules?: readonly RawRule[] | null;
}

/** The rules of Prometheus and their alerts, in one answer; null when none is configured. */
export const prometheusRules = defineSource({
  name: 'prometheusRules',
  title: 'rules and alerts of Prometheus',
  permissions: prometheusPermissions,
  async load(api, { config }) {
    const data = await askPrometheus<{ groups?: RawGroup[] | null }>(api, config, '/api/v1/rules');
    return data && toPrometheusRules(data.groups ?? []);
  },
});

/** Projects the groups as Prometheus prints them. */
export function toPrometheusRules(groups: readonly RawGroup[]): PrometheusRules {
  return {
    groups: groups.map(toRuleGroup),
    alerts: groups
      .flatMap((group) => group.rules ?? [])
      .flatMap((rule) => (rule.alerts ?? []).map((alert) => toAlert(rule, alert))),
  };
}

function toRuleGroup(raw: RawGroup): RuleGroup {
  const rules = raw.rules ?? [];
  return {
    name: raw.name ?? '',
    file: raw.file ?? '',
    intervalSeconds: raw.interval ?? 0,
    evaluationSeconds: raw.evaluationTime ?? 0,
    evaluatedAt: toInstant(raw.lastEvaluation),
    ruleCount: rules.length,
    alertingRuleCount: rules.filter((rule) => rule.type === 'alerting').length,
    failing: rules
      .filter((rule) => rule.health === 'err')
      .map((rule) => ({ name: rule.name ?? '', error: rule.lastError ?? '' })),
  };
}

function toAlert(rule: RawRule, raw: RawAlert): Alert {
  return {
    name: raw.labels?.['alertname'] ?? rule.name ?? '',
    labels: raw.labels ?? {},
    annotations: raw.annotations ?? {},
    state: raw.state ?? '',
    activeAt: toInstant(raw.activeAt),
  };
}
