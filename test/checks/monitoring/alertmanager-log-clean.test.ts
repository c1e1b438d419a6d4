import { expect, it } from 'vitest';
import { monitoringAlertmanagerLogClean } from '#lib/checks/monitoring/alertmanager-log-clean.ts';
import { observe } from '../../support/observe.ts';

function judge(...lines: string[]) {
  const { observations, conclusion } = observe(monitoringAlertmanagerLogClean, {
    alertmanagerLogs: [{ pod: 'alertmanager-0', log: { lines } }],
  });
  return { told: observations.map(({ message }) => message), conclusion };
}

it.each<[string, string[], string[]]>([
  ['of no error', ['level=info msg="no errors, errors=0"', 'ts=1 level=warn msg="slow"'], []],
  [
    'of errors in logfmt',
    ['ts=1 level=error msg="Notify failed" err="timeout"', 'ts=2 level=ERROR msg="Notify failed" err="reset"'],
    ['Alertmanager logged 2 times: Notify failed (reset)'],
  ],
  [
    'of an error in JSON',
    ['{"level":"error","msg":"Notify failed","err":"timeout"}'],
    ['Alertmanager logged once: Notify failed (timeout)'],
  ],
  ['of an error without words', ['level=error'], ['Alertmanager logged once: an error']],
])('a log that tells %s', (_, lines, expected) => {
  expect(judge(...lines).told).toEqual(expected);
});

it('is unknown where there is no log', () => {
  expect(observe(monitoringAlertmanagerLogClean, { alertmanagerLogs: [] }).conclusion).toEqual({
    unknown: 'no pod of Alertmanager found in namespace monitoring (label app=alertmanager)',
  });
  const alertmanagerLogs = [{ pod: 'a', log: { missing: 'container is waiting to start' } }];
  expect(observe(monitoringAlertmanagerLogClean, { alertmanagerLogs }).conclusion).toEqual({
    unknown: 'no log to judge: a: container is waiting to start',
  });
});
