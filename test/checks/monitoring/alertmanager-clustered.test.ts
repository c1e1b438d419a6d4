import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { monitoringAlertmanagerClustered } from '#lib/checks/monitoring/alertmanager-clustered.ts';
import { toAlertmanagerStatus } from '#lib/cluster/sources/alertmanager-status.ts';
import { observe } from '../../support/observe.ts';
import { workload } from '../workloads/workload-builder.ts';

function judge(status: string, peers: number, available: number) {
  const alertmanagerStatus = toAlertmanagerStatus({ cluster: { status, peers: Array.from({ length: peers }) } }, parse);
  const set = {
    ...workload(),
    kind: 'StatefulSet' as const,
    namespace: 'monitoring',
    name: 'alertmanager-main',
    available,
  };
  const { observations } = observe(monitoringAlertmanagerClustered, { alertmanagerStatus, statefulSets: [set] });
  return observations.map(({ severity, message }) => [severity, message]);
}

it.each<[string, number, number, (string | undefined)[][]]>([
  ['ready', 3, 3, []],
  ['ready', 2, 2, []],
  ['disabled', 0, 1, []],
  ['disabled', 0, 2, [['warning', 'Alertmanager knows 0 of 2 peers (cluster disabled)']]],
  ['ready', 1, 3, [['warning', 'Alertmanager knows 1 of 3 peers (cluster ready)']]],
  ['settling', 3, 3, [['info', 'Alertmanager is still settling into its cluster']]],
])('a cluster that is %s with %i peers for %i replicas', (status, peers, available, expected) => {
  expect(judge(status, peers, available)).toEqual(expected);
});
