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
import { servicesHaveReadyEndpoints } from '#lib/checks/services/have-ready-endpoints.ts';
import { usageNodes } from '#lib/checks/usage/nodes.ts';
import { usagePods } from '#lib/checks/usage/pods.ts';
import type { Step } from '../window.ts';

/** Cluster Health Check, as the morning has it. */
export const clusterHealth: Step = {
  id: 'cluster-health',
  title: 'Cluster Health Check',
  rows: [
    {
      command: 'kubectl get nodes',
      checks: [nodesReady, nodesConditionsHealthy, nodesSchedulable, nodesKubeletVersion],
    },
    {
      command: 'kubectl get pods --all-namespaces',
      checks: [
        podsScheduled,
        podsImagesPulled,
        podsConfigured,
        podsStartInTime,
        podsStayUp,
        podsWithinMemory,
        podsRestartsRare,
        podsReady,
        podsTerminateInTime,
        podsPhaseKnown,
        podsNoLeftovers,
        jobsSucceeded,
        jobsFinishInTime,
      ],
    },
    { command: 'kubectl get services --all-namespaces', checks: [servicesHaveReadyEndpoints] },
    { command: 'kubectl top nodes', checks: [usageNodes] },
    { command: 'kubectl top pods --all-namespaces', checks: [usagePods] },
  ],
  actions: [
    { ifIssue: 'Node Not Ready', checks: [nodesReady, nodesConditionsHealthy, nodesSchedulable, nodesKubeletVersion] },
    {
      ifIssue: 'Pod Not Running',
      checks: [
        podsScheduled,
        podsImagesPulled,
        podsConfigured,
        podsStartInTime,
        podsStayUp,
        podsRestartsRare,
        podsReady,
        podsTerminateInTime,
        podsPhaseKnown,
        podsNoLeftovers,
        jobsSucceeded,
        jobsFinishInTime,
      ],
    },
    { ifIssue: 'High Resource Usage', checks: [usageNodes, usagePods, podsWithinMemory] },
  ],
};
