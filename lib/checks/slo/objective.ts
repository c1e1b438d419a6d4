import type { SourceContext } from '#lib/cluster/source.ts';
import { prometheusOf } from '#lib/cluster/sources/prometheus.ts';
import { proxyRoot } from '#lib/cluster/sources/service-proxy.ts';
import type { Evidence, RemediationStep, Subject } from '../check.ts';

/** How checks of the objective end where there is none to judge. */
export const noObjective = { notApplicable: 'the configuration has no section slo, or names no Prometheus' } as const;

/** What to do when the budget goes: find what eats it, and spend no more of it on changes. */
export const objectiveRemediation: readonly RemediationStep[] = [
  { text: 'Look which requests fail now.', command: "kubectl get --raw '{proxy}/api/v1/alerts'" },
  {
    text: 'Look what changed just before: rollouts and events.',
    command: 'kubectl get events -A --sort-by=.lastTimestamp',
  },
  {
    text: 'Mend or roll back what fails. While little of the budget is left, hold back changes that can wait.',
    verify: "kubectl get --raw '{proxy}/api/v1/query?query={query}'",
  },
];

/** The objective as findings name it: the cluster's, with the target. */
export function subjectOf({ cluster }: SourceContext['config']): Subject {
  return { kind: 'Objective', namespace: null, name: cluster.name };
}

/** The share of requests that may be bad, 0 to 1. */
export function budgetOf({ target }: NonNullable<SourceContext['config']['slo']>): number {
  return (100 - target) / 100;
}

/** What the remediation's commands need, for a query over `range`. */
export function askingEvidence(config: SourceContext['config'], range: string): Evidence {
  const prometheus = prometheusOf(config);
  const query = encodeURIComponent(config.slo?.errorRatioQuery.replaceAll('[WINDOW]', `[${range}]`) ?? '');
  return { proxy: prometheus ? proxyRoot(prometheus) + prometheus.pathPrefix : '', query };
}
