import { allocationQuotasHaveRoom } from '#lib/checks/allocation/quotas-have-room.ts';
import { capacityHeadroom } from '#lib/checks/capacity/headroom.ts';
import { capacityPlacement } from '#lib/checks/capacity/placement.ts';
import { capacityPodSlots } from '#lib/checks/capacity/pod-slots.ts';
import { capacityTrend } from '#lib/checks/capacity/trend.ts';
import { usageNodes } from '#lib/checks/usage/nodes.ts';
import type { Step } from '../window.ts';

/** Capacity Planning, as Monday and the first month of a quarter have it. */
export const capacityPlanning: Step = {
  id: 'capacity-planning',
  title: 'Capacity Planning',
  rows: [
    {
      command: 'kubectl describe nodes | grep -A 5 "Capacity:"',
      checks: [capacityHeadroom, capacityPodSlots, allocationQuotasHaveRoom],
    },
    {
      command:
        'kubectl get nodes -o jsonpath=\'{range .items[*]}{.metadata.name}{"\\t"}{.status.capacity.cpu}{"\\t"}{.status.capacity.memory}{"\\n"}{end}\'',
      checks: [capacityHeadroom, capacityPlacement],
    },
    { command: 'kubectl top nodes --sort-by=memory', checks: [usageNodes, capacityTrend] },
  ],
  actions: [
    { ifIssue: 'Capacity Constraints', checks: [capacityHeadroom, capacityPlacement, capacityPodSlots, capacityTrend] },
    { ifIssue: 'Resource Shortage', checks: [capacityHeadroom, allocationQuotasHaveRoom, usageNodes] },
    { ifIssue: 'Performance Bottlenecks', checks: [usageNodes] },
  ],
};
