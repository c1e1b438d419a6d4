import { alertmanagerOf } from '#lib/cluster/sources/alertmanager.ts';
import { alertmanagerLogs } from '#lib/cluster/sources/alertmanager-logs.ts';
import { defineCheck } from '../check.ts';
import { noAlertmanager } from './not-configured.ts';

/** A line of level error, as logfmt (in either order of slog and go-kit) and as JSON. */
const isError = /(^|\s)level=error\b|"level":\s*"error"/i;
const messageOf = /(?:^|\s)msg="((?:[^"\\]|\\.)*)"|"msg":\s*"((?:[^"\\]|\\.)*)"/;
const errorOf = /(?:^|\s)err="((?:[^"\\]|\\.)*)"|"err":\s*"((?:[^"\\]|\\.)*)"/;

/**
 * Alertmanager's log tells of no error: most are notifications that a receiver did not take.
 *
 * Reads: v1 pods/log of the Alertmanagers, last 100 lines
 * Quiet for: lines below level error
 */
export const monitoringAlertmanagerLogClean = defineCheck({
  id: 'monitoring/alertmanager-log-clean',
  title: 'Alertmanager logs no errors',
  severity: 'warning',
  remediation: [
    { text: 'Read the log.', command: 'kubectl logs {name} -n {namespace} --all-containers --tail=100' },
    {
      text: 'A failed notification: look at the receiver’s address, credentials and limits, and send a test alert with amtool.',
      verify: 'kubectl logs {name} -n {namespace} --all-containers --since=10m',
    },
  ],
  reads: [alertmanagerLogs],
  *run({ alertmanagerLogs: logs }, { config }) {
    const alertmanager = alertmanagerOf(config);
    if (!alertmanager || !logs) return noAlertmanager;
    const { namespace } = alertmanager;
    const owner = { kind: 'Service', namespace, name: alertmanager.service };
    const missing: string[] = [];
    for (const { pod, log } of logs) {
      if ('missing' in log) missing.push(`${pod}: ${log.missing}`);
      const errors = 'lines' in log ? log.lines.filter((line) => isError.test(line)) : [];
      for (const [said, lines] of Map.groupBy(errors, (line) => captured(messageOf, line) || 'an error')) {
        const why = captured(errorOf, lines.at(-1) ?? '');
        const times = lines.length === 1 ? 'once' : `${lines.length} times`;
        yield {
          subject: { kind: 'Pod', namespace: config.monitoring?.namespace ?? namespace, name: pod },
          owner,
          discriminator: said.slice(0, 100),
          message: `Alertmanager logged ${times}: ${said}${why ? ` (${why.slice(0, 300)})` : ''}`,
          evidence: { lines: lines.slice(-3).map((line) => line.slice(0, 500)) },
        };
      }
    }
    if (logs.length === 0)
      return { unknown: `no pod of Alertmanager found in namespace ${namespace} (label app=alertmanager)` };
    return missing.length > 0 ? { unknown: `no log to judge: ${missing.join('; ')}` } : logs.length;
  },
});

function captured(expression: RegExp, line: string): string {
  const [, logfmt, json] = expression.exec(line) ?? [];
  return logfmt ?? json ?? '';
}
