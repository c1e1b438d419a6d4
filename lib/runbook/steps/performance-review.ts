import { allocationLimitsCovered } from '#lib/checks/allocation/limits-covered.ts';
import { allocationNodesHaveRoom } from '#lib/checks/allocation/nodes-have-room.ts';
import { allocationQuotasHaveRoom } from '#lib/checks/allocation/quotas-have-room.ts';
import { autoscalingScales } from '#lib/checks/autoscaling/scales.ts';
import { autoscalingWithinMax } from '#lib/checks/autoscaling/within-max.ts';
import { usageCpuNotThrottled } from '#lib/checks/usage/cpu-not-throttled.ts';
import { usageNodesNotSaturated } from '#lib/checks/usage/nodes-not-saturated.ts';
import { usagePods } from '#lib/checks/usage/pods.ts';
import { usageRequestsCoverUse } from '#lib/checks/usage/requests-cover-use.ts';
import type { Step } from '../window.ts';

/** Performance Review, as the afternoon has it. */
export const performanceReview: Step = {
  id: 'performance-review',
  title: 'Performance Review',
  rows: [
    {
      command: 'kubectl top pods -n ecommerce',
      checks: [usagePods, usageRequestsCoverUse, usageCpuNotThrottled, usageNodesNotSaturated],
    },
    { command: 'kubectl get hpa -n ecommerce', checks: [autoscalingScales, autoscalingWithinMax] },
    {
      command: 'kubectl describe nodes | grep -A 5 "Allocated resources"',
      checks: [allocationNodesHaveRoom, allocationLimitsCovered, allocationQuotasHaveRoom],
    },
  ],
  actions: [
    {
      ifIssue: 'High CPU Usage',
      checks: [usagePods, usageRequestsCoverUse, usageCpuNotThrottled, usageNodesNotSaturated, allocationNodesHaveRoom],
    },
    {
      ifIssue: 'High Memory Usage',
      checks: [usagePods, allocationNodesHaveRoom, allocationLimitsCovered, allocationQuotasHaveRoom],
    },
    { ifIssue: 'HPA Not Scaling', checks: [autoscalingScales, autoscalingWithinMax, allocationQuotasHaveRoom] },
  ],
};
