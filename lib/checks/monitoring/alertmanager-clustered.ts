import { alertmanagerOf } from '#lib/cluster/sources/alertmanager.ts';
import { alertmanagerStatus } from '#lib/cluster/sources/alertmanager-status.ts';
import { proxyRoot } from '#lib/cluster/sources/service-proxy.ts';
import { statefulSets } from '#lib/cluster/sources/stateful-sets.ts';
import { defineCheck } from '../check.ts';
import { noAlertmanager } from './not-configured.ts';

/**
 * The Alertmanagers know each other: apart, each tells of the same alerts, and a silence holds with one only.
 *
 * Reads: Alertmanager /api/v2/status .cluster; apps/v1 StatefulSet .spec.replicas of the one named after it
 * Quiet for: one that stands alone; fewer replicas than wanted (monitoring/workloads-available says so)
 */
export const monitoringAlertmanagerClustered = defineCheck({
  id: 'monitoring/alertmanager-clustered',
  title: 'The Alertmanagers form one cluster',
  severity: 'warning',
  remediation: [
    { text: 'Look at what it says of its cluster.', command: "kubectl get --raw '{proxy}/api/v2/status'" },
    {
      text: 'Look at its flags (--cluster.peer), at DNS and at network policies: they speak TCP and UDP on port 9094.',
      command: 'kubectl logs service/{name} -n {namespace} --all-containers --tail=100',
      verify: "kubectl get --raw '{proxy}/api/v2/status'",
    },
  ],
  reads: [alertmanagerStatus, statefulSets],
  *run({ alertmanagerStatus: status, statefulSets }, { config }) {
    const alertmanager = alertmanagerOf(config);
    if (!alertmanager || !status) return noAlertmanager;
    const { namespace, service, pathPrefix } = alertmanager;
    const set = statefulSets.find(
      (one) => one.namespace === namespace && /alertmanager/.test(one.name) && one.available > 0,
    );
    const expected = set?.available ?? status.peers;
    const isSplit = status.clusterStatus === 'disabled' ? expected > 1 : status.peers < expected;
    if (status.clusterStatus !== 'settling' && !isSplit) return 1;
    yield {
      subject: { kind: 'Service', namespace, name: service },
      message: isSplit
        ? `Alertmanager knows ${status.peers} of ${expected} peers (cluster ${status.clusterStatus || 'unknown'})`
        : 'Alertmanager is still settling into its cluster',
      severity: isSplit ? 'warning' : 'info',
      evidence: { peers: status.peers, expected, proxy: proxyRoot(alertmanager) + pathPrefix },
    };
    return 1;
  },
});
