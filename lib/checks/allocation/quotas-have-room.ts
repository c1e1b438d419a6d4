import { formatAmount, parseAmount, percentOfAmount } from '#lib/cluster/amount.ts';
import { type Quota, quotas } from '#lib/cluster/sources/quotas.ts';
import { defineCheck, type Observation } from '../check.ts';

/**
 * ResourceQuotas are not near their end, at which pods and other objects are refused: a rollout stands still, a
 * CronJob's run is lost.
 *
 * Reads: v1 ResourceQuota .spec.hard, .status.used
 * Quiet for: a hard limit of 0, which forbids on purpose; quotas that their controller has not reckoned yet
 */
export const allocationQuotasHaveRoom = defineCheck({
  id: 'allocation/quotas-have-room',
  title: 'ResourceQuotas leave room',
  severity: 'warning',
  remediation: [
    {
      text: 'Look what the namespace takes of its quota.',
      command: 'kubectl describe resourcequota {name} -n {namespace}',
    },
    {
      text: 'Remove what is not needed, lower requests that are far above use, or raise the quota with its owner.',
      command: 'kubectl edit resourcequota {name} -n {namespace}',
      verify: 'kubectl describe resourcequota {name} -n {namespace}',
    },
  ],
  reads: [quotas],
  settings: { warnPercent: 90 },
  *run({ quotas }, { settings }) {
    for (const quota of quotas) yield* judgeQuota(quota, settings.warnPercent);
    return quotas.length;
  },
});

function* judgeQuota({ namespace, name, hard, used }: Quota, warnPercent: number): Generator<Observation> {
  for (const [resource, text] of Object.entries(hard)) {
    const [most, taken] = [parseAmount(text), parseAmount(used[resource])];
    const percent = percentOfAmount(resource.endsWith('cpu') ? 'cpu' : resource, taken, most);
    if (percent < warnPercent) continue;
    yield {
      subject: { kind: 'ResourceQuota', namespace, name },
      discriminator: resource,
      message: `Quota ${namespace}/${name}: ${formatAmount(taken)} of ${formatAmount(most)} ${resource} are taken (${percent} %)`,
      evidence: { resource, percent, used: formatAmount(taken), hard: formatAmount(most) },
    };
  }
}
