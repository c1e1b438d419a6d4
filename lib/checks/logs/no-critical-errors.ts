import { earlierLogReviews } from '#lib/cluster/sources/earlier-runs.ts';
import { podLogs } from '#lib/cluster/sources/pod-logs.ts';
import { defineCheck } from '../check.ts';
import { newSince } from './log-changes.ts';
import { conclude, groupLines, observe } from './review.ts';

/**
 * No reviewed log tells of the end of a process: a panic, memory or disk that ran out, FATAL, a segmentation fault.
 *
 * Reads: the last lines of each container of the configured workloads and of the system's pods, and of the instance
 * before where that failed
 * Quiet for: lines that their own logger calls harmless (`INFO panic mode off`); lines of a stack trace
 */
export const logsNoCriticalErrors = defineCheck({
  id: 'logs/no-critical-errors',
  title: 'No log tells of a critical error',
  severity: 'warning',
  remediation: [
    { text: 'Read what stands around it.', command: 'kubectl logs {pod} -c {container} -n {namespace} --tail=200' },
  ],
  reads: [podLogs, earlierLogReviews],
  *run(data) {
    for (const group of groupLines(data.podLogs, ['critical']))
      yield observe(group, newSince(group, data.earlierLogReviews));
    return conclude(data.podLogs);
  },
});
