import { allocationLimitsCovered } from '#lib/checks/allocation/limits-covered.ts';
import { allocationNodesHaveRoom } from '#lib/checks/allocation/nodes-have-room.ts';
import { autoscalingHasRange } from '#lib/checks/autoscaling/has-range.ts';
import { autoscalingScales } from '#lib/checks/autoscaling/scales.ts';
import { autoscalingTargetsHaveRequests } from '#lib/checks/autoscaling/targets-have-requests.ts';
import { autoscalingWithinMax } from '#lib/checks/autoscaling/within-max.ts';
import { usageCpuNotThrottled } from '#lib/checks/usage/cpu-not-throttled.ts';
import { usageNodes } from '#lib/checks/usage/nodes.ts';
import { usageNodesNotSaturated } from '#lib/checks/usage/nodes-not-saturated.ts';
import { usagePods } from '#lib/checks/usage/pods.ts';
import { usageRequestsCoverUse } from '#lib/checks/usage/requests-cover-use.ts';
import { usageRequestsUsed } from '#lib/checks/usage/requests-used.ts';
import type { Step } from '../window.ts';

/** Performance Metrics Review, as Monday has it. */
export const performanceMetricsReview: Step = {
  id: 'performance-metrics-review',
  title: 'Performance Metrics Review',
  rows: [
    { command: 'kubectl top nodes --sort-by=cpu', checks: [usageNodes, usageNodesNotSaturated] },
    {
      command: 'kubectl top pods -n ecommerce --sort-by=cpu',
      checks: [usagePods, usageRequestsUsed, usageRequestsCoverUse, usageCpuNotThrottled],
    },
    {
      command: 'kubectl get hpa -n ecommerce -o wide',
      checks: [autoscalingScales, autoscalingWithinMax, autoscalingTargetsHaveRequests, autoscalingHasRange],
    },
    {
      command: 'kubectl describe nodes | grep -A 10 "Allocated resources"',
      checks: [allocationNodesHaveRoom, allocationLimitsCovered],
    },
  ],
  actions: [
    {
      ifIssue: 'Performance Degradation',
      checks: [usageNodes, usageNodesNotSaturated, usagePods, usageRequestsCoverUse, usageCpuNotThrottled],
    },
    { ifIssue: 'Resource Waste', checks: [usageRequestsUsed, allocationNodesHaveRoom, allocationLimitsCovered] },
    {
      ifIssue: 'Scaling Issues',
      checks: [autoscalingScales, autoscalingWithinMax, autoscalingTargetsHaveRequests, autoscalingHasRange],
    },
  ],
};
