import { podLogs } from '#lib/cluster/sources/pod-logs.ts';
import { defineCheck } from '../check.ts';
import { measureRates } from './rates.ts';
import { conclude, groupLines, observe } from './review.ts';

/**
 * No kind of error recurs in the reviewed logs. Errors are grouped by what stays when numbers, ids, addresses and times
 * are taken out; a kind that was not there in the review before is a new finding.
 *
 * Reads: the last lines of each container of the configured workloads and of the system's pods
 * Quiet for: `0 errors`, `errors=0`, `error: null`; lines that their logger calls harmless; a few of a kind are info
 */
export const logsErrorsRare = defineCheck({
  id: 'logs/errors-rare',
  title: 'Errors in the logs are rare',
  severity: 'warning',
  remediation: [
    { text: 'Read what stands around it.', command: 'kubectl logs {pod} -c {container} -n {namespace} --tail=200' },
  ],
  reads: [podLogs],
  settings: { warningCount: 10 },
  *run(data, { settings }) {
    for (const group of groupLines(data.podLogs, ['error'])) {
      yield { ...observe(group), severity: group.count >= settings.warningCount ? 'warning' : 'info' };
    }
    return conclude(data.podLogs, { 'logs/rates': measureRates(data.podLogs) });
  },
});
