import { daemonSets } from '#lib/cluster/sources/daemon-sets.ts';
import { deployments } from '#lib/cluster/sources/deployments.ts';
import { pods } from '#lib/cluster/sources/pods.ts';
import { statefulSets } from '#lib/cluster/sources/stateful-sets.ts';
import { joinWorkloads } from '#lib/cluster/sources/workload.ts';
import { defineCheck } from '../check.ts';
import { availabilityRemediation, judgeAvailability } from './judge-availability.ts';

/**
 * Enough of each workload in the application's namespaces runs: what its Available condition calls enough, or at least
 * one replica, and every pod exists.
 *
 * Reads: apps/v1 Deployment, StatefulSet, DaemonSet .spec.replicas, .status; v1 Pod Ready condition (for since when)
 * Quiet for: rollouts and restarts within the grace, a Deployment that is short within its maxUnavailable, a DaemonSet
 * short of the pod of a lost node
 */
export const workloadsAvailable = defineCheck({
  id: 'workloads/available',
  title: 'Enough replicas of every workload are available',
  severity: 'warning',
  remediation: availabilityRemediation,
  reads: [deployments, statefulSets, daemonSets, pods],
  settings: { graceMinutes: 5 },
  *run(data, { config, now, settings }) {
    const own = joinWorkloads(data).filter((workload) => config.namespaces.includes(workload.namespace));
    return yield* judgeAvailability(own, data.pods.items, now, settings.graceMinutes);
  },
});
