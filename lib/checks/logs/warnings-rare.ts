import { earlierLogReviews } from '#lib/cluster/sources/earlier-runs.ts';
import { podLogs } from '#lib/cluster/sources/pod-logs.ts';
import { defineCheck } from '../check.ts';
import { newSince } from './log-changes.ts';
import { conclude, groupLines, observe } from './review.ts';

/**
 * No kind of warning recurs in the reviewed logs.
 *
 * Reads: the last lines of each container of the configured workloads and of the system's pods
 * Quiet for: warnings that come a few times only
 */
export const logsWarningsRare = defineCheck({
  id: 'logs/warnings-rare',
  title: 'Warnings in the logs do not recur',
  severity: 'info',
  remediation: [
    { text: 'Read what stands around it.', command: 'kubectl logs {pod} -c {container} -n {namespace} --tail=200' },
  ],
  reads: [podLogs, earlierLogReviews],
  settings: { recurringCount: 5 },
  *run(data, { settings }) {
    for (const group of groupLines(data.podLogs, ['warning'])) {
      if (group.count >= settings.recurringCount) yield observe(group, newSince(group, data.earlierLogReviews));
    }
    return conclude(data.podLogs);
  },
});
