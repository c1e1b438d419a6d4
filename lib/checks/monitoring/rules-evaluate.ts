import { prometheusOf } from '#lib/cluster/sources/prometheus.ts';
import { prometheusRules, type RuleGroup } from '#lib/cluster/sources/prometheus-rules.ts';
import { proxyRoot } from '#lib/cluster/sources/service-proxy.ts';
import { defineCheck, type Observation, type RemediationStep } from '../check.ts';
import { ageMs, formatDuration } from '../duration.ts';
import { quote } from '../pods/pod-words.ts';
import { noPrometheus } from './not-configured.ts';

const look: RemediationStep = {
  text: 'Look at the rules of the group.',
  command: "kubectl get --raw '{proxy}/api/v1/rules?rule_group[]={name}'",
};
const lateRemediation: readonly RemediationStep[] = [
  look,
  {
    text: 'Look whether Prometheus is overloaded: CPU, memory, the time that its groups take.',
    command: 'kubectl top pods -n {namespace} --containers',
  },
  {
    text: 'Make the costly rules cheaper, spread them over groups, or give Prometheus more CPU.',
    verify: look.command ?? '',
  },
];

/**
 * The rules of Prometheus are evaluated, without error and on time: a rule that fails or a group that stands still
 * alerts nobody.
 *
 * Reads: Prometheus /api/v1/rules: groups' lastEvaluation, interval; rules' health, lastError
 * Quiet for: groups not evaluated since a start of Prometheus; up to two intervals and a minute of delay
 */
export const monitoringRulesEvaluate = defineCheck({
  id: 'monitoring/rules-evaluate',
  title: 'Every rule of Prometheus evaluates',
  severity: 'warning',
  remediation: [
    look,
    {
      text: 'Try the rule with promtool, or its expression in the Prometheus UI.',
      command: 'kubectl port-forward service/{service} -n {namespace} {port}',
    },
    { text: 'Mend the expression: often two series match where one is expected.', verify: look.command ?? '' },
  ],
  reads: [prometheusRules],
  settings: { slackMinutes: 1 },
  *run({ prometheusRules: rules }, { config, now, settings }) {
    const prometheus = prometheusOf(config);
    if (!prometheus || !rules) return noPrometheus;
    const { service, port, namespace, pathPrefix } = prometheus;
    for (const group of rules.groups) {
      const shared = {
        subject: { kind: 'RuleGroup', namespace, name: group.name },
        evidence: { file: group.file, service, port, proxy: proxyRoot(prometheus) + pathPrefix },
      };
      if (group.failing.length > 0)
        yield { ...shared, ...describeFailing(group), discriminator: `${group.file}/error` };
      const late = describeLate(group, now, settings.slackMinutes);
      if (late) yield { ...shared, ...late, discriminator: `${group.file}/late` };
    }
    const examined = rules.groups.reduce((sum, group) => sum + group.ruleCount, 0);
    return examined > 0 ? examined : { notApplicable: 'Prometheus has no rules' };
  },
});

function describeFailing({ name, failing, ruleCount }: RuleGroup): Pick<Observation, 'message'> {
  const named =
    failing
      .slice(0, 3)
      .map((rule) => rule.name)
      .join(', ') + (failing.length > 3 ? ', ...' : '');
  return {
    message: `Rule group ${name}: ${failing.length} of ${ruleCount} rules do not evaluate (${named})${quote(failing[0]?.error || 'no error given')}`,
  };
}

function describeLate(group: RuleGroup, now: Date, slackMinutes: number): Omit<Observation, 'subject'> | undefined {
  const { name, evaluatedAt, intervalSeconds, evaluationSeconds } = group;
  const sinceMs = ageMs(now, evaluatedAt);
  if (sinceMs <= intervalSeconds * 2000 + slackMinutes * 60_000) return undefined;
  return {
    message: `Rule group ${name} was last evaluated ${formatDuration(sinceMs)} ago, and should be every ${formatDuration(intervalSeconds * 1000)}; it took ${evaluationSeconds.toFixed(1)} s`,
    since: evaluatedAt,
    remediation: lateRemediation,
  };
}
