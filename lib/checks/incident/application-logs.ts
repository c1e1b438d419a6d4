import { type ContainerLog, podLogs } from '#lib/cluster/sources/pod-logs.ts';
import { defineCheck } from '../check.ts';
import { type AppLog, appLogsOf, type ErrorTemplate, findErrors } from './error-lines.ts';
import { shortName } from './moment.ts';

/** How many of the most frequent errors a finding tells. */
const templatesTold = 5;

/**
 * The last lines of the applications' logs hold no error. Lines that differ only in times, ids and numbers count as one
 * error; what is secret is masked before anything is told.
 *
 * Reads: v1 Pod log, the last lines of each container of the configured workloads, of the run before too
 * Quiet for: the word "error" where a line tells of none (`errors=0`); warnings.
 */
export const incidentApplicationLogs = defineCheck({
  id: 'incident/application-logs',
  title: 'The applications log no errors',
  severity: 'warning',
  remediation: [
    {
      text: 'Read the log around the first of them.',
      command: 'kubectl logs {pod} -n {namespace} --all-containers --timestamps --tail=100',
    },
    {
      text: 'If it began with a rollout, go back to the revision before.',
      command: 'kubectl rollout undo {owner} -n {namespace}',
      verify: 'kubectl rollout status {owner} -n {namespace} --timeout=5m',
    },
  ],
  reads: [podLogs],
  *run({ podLogs }) {
    const logs = appLogsOf(podLogs);
    for (const log of logs) {
      const errors = findErrors(log);
      const [first] = errors;
      if (!first) continue;
      yield {
        subject: log.owner,
        message: `${log.owner.kind} ${shortName(log.owner)} logged ${describe(errors, log)}: ${first.text}`,
        since: earliest(errors),
        evidence: {
          pod: first.pods[0] ?? '',
          errors: errors.slice(0, templatesTold).map(({ text, count, pods }) => ({ text, count, pods })),
        },
      };
    }
    const read = logs.flatMap(({ containers }) => containers);
    const failed = read.filter(({ failure }) => failure !== '');
    if (failed.length > 0)
      return { unknown: `could not read every log: ${failed.slice(0, 5).map(describeFailure).join('; ')}` };
    return {
      examined: read.length,
      ...(podLogs.leftOut > 0 && { note: `${podLogs.leftOut} more logs were not read` }),
    };
  },
});

function describe(errors: readonly ErrorTemplate[], { containers }: AppLog): string {
  const count = errors.reduce((sum, error) => sum + error.count, 0);
  const lines = containers.reduce((sum, container) => sum + container.lines.length, 0);
  const kinds = errors.length > 1 ? ` of ${errors.length} kinds` : '';
  return `${count} error${count === 1 ? '' : 's'}${kinds} in its last ${lines} lines`;
}

function describeFailure({ pod, container, failure }: ContainerLog): string {
  return `${pod}/${container}: ${failure}`;
}

function earliest(errors: readonly ErrorTemplate[]): string | null {
  return errors.flatMap(({ firstAt }) => firstAt ?? []).toSorted((a, b) => Date.parse(a) - Date.parse(b))[0] ?? null;
}
