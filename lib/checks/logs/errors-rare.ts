import { earlierLogReviews } from '#lib/cluster/sources/earlier-runs.ts';
import { podLogs } from '#lib/cluster/sources/pod-logs.ts';
import { defineCheck } from '../check.ts';
import { changesOf, listKinds, newSince } from './log-changes.ts';
import { measureRates } from './rates.ts';
import { conclude, groupLines, observe } from './review.ts';

/**
 * No kind of error recurs in the reviewed logs. Errors are grouped by what stays when numbers, ids, addresses and times
 * are taken out; of a kind that the review before did not see it is said that it is new. What this one sees, warnings and
 * critical lines too, is what the next is compared with.
 *
 * Reads: the last lines of each container of the configured workloads and of the system's pods; the kept review before
 * Quiet for: `0 errors`, `errors=0`, `error: null`; lines that their logger calls harmless; a few of a kind are info
 */
export const logsErrorsRare = defineCheck({
  id: 'logs/errors-rare',
  title: 'Errors in the logs are rare',
  severity: 'warning',
  remediation: [
    { text: 'Read what stands around it.', command: 'kubectl logs {pod} -c {container} -n {namespace} --tail=200' },
  ],
  reads: [podLogs, earlierLogReviews],
  settings: { warningCount: 10 },
  *run(data, { settings }) {
    for (const group of groupLines(data.podLogs, ['error'])) {
      const observation = observe(group, newSince(group, data.earlierLogReviews));
      yield { ...observation, severity: group.count >= settings.warningCount ? 'warning' : 'info' };
    }
    const kinds = listKinds(data.podLogs);
    return conclude(data.podLogs, {
      measurements: {
        'logs/rates': measureRates(data.podLogs),
        'logs/changes': changesOf(kinds, data.earlierLogReviews),
      },
      remember: { 'logs/kinds': kinds },
    });
  },
});
