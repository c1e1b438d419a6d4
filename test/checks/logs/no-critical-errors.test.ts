import { describe, expect, it } from 'vitest';
import { logsNoCriticalErrors } from '#lib/checks/logs/no-critical-errors.ts';
import { observe } from '../../support/observe.ts';
import { asLogs, buildLog } from './build-log.ts';

const look = (tweak: object, text = 'panic: nil map') =>
  observe(logsNoCriticalErrors, asLogs(buildLog([text], tweak))).observations;
const commands = (tweak: object) => look(tweak)[0]?.remediation?.map(({ command }) => command);

describe('logs/no-critical-errors', () => {
  it('leads from a panic of the application to the log before and the revision before', () => {
    expect(look({})).toMatchObject([{ evidence: { template: 'panic: nil map', count: 1 } }]);
    expect(commands({ isPrevious: true })).toEqual([
      'kubectl logs {pod} -c {container} -n {namespace} --tail=200 --previous',
      'kubectl get events -n {namespace} --sort-by=.lastTimestamp',
      'kubectl rollout undo {owner} -n {namespace}',
    ]);
  });

  it('leads from one of the system to its configuration and a restart', () => {
    expect(commands({ isApplication: false })).toEqual([
      'kubectl logs {pod} -c {container} -n {namespace} --tail=200',
      'kubectl get configmaps -n {namespace}',
      'kubectl rollout restart {owner} -n {namespace}',
    ]);
  });

  it('is quiet for plain errors', () => {
    expect(look({}, 'ERROR cannot store session')).toEqual([]);
  });
});
