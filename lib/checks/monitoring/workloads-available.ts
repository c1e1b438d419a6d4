import { daemonSets } from '#lib/cluster/sources/daemon-sets.ts';
import { deployments } from '#lib/cluster/sources/deployments.ts';
import { pods } from '#lib/cluster/sources/pods.ts';
import { statefulSets } from '#lib/cluster/sources/stateful-sets.ts';
import { joinWorkloads } from '#lib/cluster/sources/workload.ts';
import { defineCheck } from '../check.ts';
import { availabilityRemediation, judgeAvailability } from '../workloads/judge-availability.ts';

/**
 * Enough of each workload in the monitoring namespace runs, judged as `workloads/available` judges the application's.
 *
 * Reads: apps/v1 Deployment, StatefulSet, DaemonSet .spec.replicas, .status; v1 Pod Ready condition (for since when)
 * Quiet for: what `workloads/available` is quiet for; a monitoring namespace that is one of the application's
 */
export const monitoringWorkloadsAvailable = defineCheck({
  id: 'monitoring/workloads-available',
  title: 'Enough replicas of the monitoring stack are available',
  severity: 'warning',
  remediation: availabilityRemediation,
  reads: [deployments, statefulSets, daemonSets, pods],
  settings: { graceMinutes: 5 },
  *run(data, { config, now, settings }) {
    const namespace = config.monitoring?.namespace;
    if (!namespace) return { notApplicable: 'the configuration has no section monitoring' };
    if (config.namespaces.includes(namespace))
      return { notApplicable: `workloads/available judges namespace ${namespace}` };
    const own = joinWorkloads(data).filter((workload) => workload.namespace === namespace);
    return yield* judgeAvailability(own, data.pods.items, now, settings.graceMinutes);
  },
});
