import type { AnyCheck } from '#lib/checks/check.ts';
import { jobsFinishInTime } from '#lib/checks/jobs/finish-in-time.ts';
import { jobsSucceeded } from '#lib/checks/jobs/succeeded.ts';
import { nodesConditionsHealthy } from '#lib/checks/nodes/conditions-healthy.ts';
import { nodesKubeletVersion } from '#lib/checks/nodes/kubelet-version.ts';
import { nodesReady } from '#lib/checks/nodes/ready.ts';
import { nodesSchedulable } from '#lib/checks/nodes/schedulable.ts';
import { podsConfigured } from '#lib/checks/pods/configured.ts';
import { podsImagesPulled } from '#lib/checks/pods/images-pulled.ts';
import { podsNoLeftovers } from '#lib/checks/pods/no-leftovers.ts';
import { podsPhaseKnown } from '#lib/checks/pods/phase-known.ts';
import { podsReady } from '#lib/checks/pods/ready.ts';
import { podsRestartsRare } from '#lib/checks/pods/restarts-rare.ts';
import { podsScheduled } from '#lib/checks/pods/scheduled.ts';
import { podsStartInTime } from '#lib/checks/pods/start-in-time.ts';
import { podsStayUp } from '#lib/checks/pods/stay-up.ts';
import { podsTerminateInTime } from '#lib/checks/pods/terminate-in-time.ts';
import { podsWithinMemory } from '#lib/checks/pods/within-memory.ts';

/** The checks of nodes, pods and Jobs, which share the faults of a cluster among them. */
export const checks: readonly AnyCheck[] = [
  nodesReady,
  nodesConditionsHealthy,
  nodesSchedulable,
  nodesKubeletVersion,
  jobsSucceeded,
  jobsFinishInTime,
  podsScheduled,
  podsImagesPulled,
  podsConfigured,
  podsStartInTime,
  podsStayUp,
  podsWithinMemory,
  podsRestartsRare,
  podsReady,
  podsTerminateInTime,
  podsNoLeftovers,
  podsPhaseKnown,
];
