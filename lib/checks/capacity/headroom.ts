import { formatAmount, subtractAmounts } from '#lib/cluster/amount.ts';
import { type Node, nodes } from '#lib/cluster/sources/nodes.ts';
import { podSpecs } from '#lib/cluster/sources/pod-specs.ts';
import {
  type Allocation,
  addAllocations,
  allocateNodes,
  amountIn,
  isFargate,
  requestedPercent,
} from '../allocation/allocated.ts';
import { defineCheck, type Observation } from '../check.ts';
import { groupOf } from '../nodes/node-group.ts';
import { isReady } from '../nodes/readiness.ts';
import { measureRequested } from './requested.ts';
import { instanceTypeOf, zoneOf } from './topology.ts';

/**
 * The cluster has room for more, by what pods request and not by what they use: the scheduler goes by requests. Only
 * nodes that take pods count. A zone that is full is told as info: volumes in it have nowhere else to go.
 *
 * Reads: v1 Node .status.capacity, .status.allocatable, labels of zone and instance type; v1 Pod resources
 * Quiet for: clusters of node pools, which grow by themselves (info)
 */
export const capacityHeadroom = defineCheck({
  id: 'capacity/headroom',
  title: 'The cluster has room for more requests',
  severity: 'warning',
  remediation: [
    {
      text: 'Look what is left on each node.',
      command: 'kubectl describe nodes | grep -A 10 "Allocated resources"',
    },
    {
      text: 'Lower requests that are far above use (usage/requests-used names them), or add nodes.',
      verify: 'kubectl describe nodes | grep -A 10 "Allocated resources"',
    },
  ],
  reads: [nodes, podSpecs],
  settings: { warnPercent: 85, infoZonePercent: 90 },
  *run({ nodes, podSpecs }, { config, settings }) {
    const all = [...allocateNodes(nodes, podSpecs)];
    const open = all.filter(([node]) => isReady(node) && !node.isCordoned && !isFargate(node));
    const isFixed = open.some(([node]) => groupOf(node).kind !== 'NodePool');
    const total = addAllocations(open.map(([, part]) => part));
    const cluster = { kind: 'Cluster', namespace: null, name: config.cluster.name };
    for (const found of judge(total, settings.warnPercent, `Cluster ${config.cluster.name}`)) {
      yield { ...found, subject: cluster, severity: isFixed ? 'warning' : 'info' };
    }
    for (const [zone, parts] of Map.groupBy(open, ([node]) => zoneOf(node))) {
      const inZone = addAllocations(parts.map(([, part]) => part));
      const subject = { kind: 'Zone', namespace: null, name: zone };
      for (const found of judge(inZone, settings.infoZonePercent, `Zone ${zone}`)) {
        yield { ...found, subject, severity: 'info' };
      }
    }
    return {
      examined: nodes.length,
      measurements: {
        'capacity/cluster': describe(all.map(([, part]) => part)),
        'capacity/by-zone': describeBy(all, zoneOf),
        'capacity/by-instance-type': describeBy(all, instanceTypeOf),
        'capacity/by-node': describeBy(all, (node) => node.name),
      },
      remember: { 'capacity/requested': measureRequested(all.map(([, part]) => part)) },
    };
  },
});

function judge(part: Allocation, thresholdPercent: number, name: string): Omit<Observation, 'subject'>[] {
  return ['cpu', 'memory'].flatMap((resource) => {
    const percent = requestedPercent(part, resource);
    if (percent <= thresholdPercent) return [];
    const requested = formatAmount(amountIn(part.requests, resource));
    const allocatable = formatAmount(amountIn(part.allocatable, resource));
    const message = `${name}: pods request ${requested} of the ${allocatable} ${resource} of nodes that take pods (${percent} %)`;
    return [{ discriminator: resource, message, evidence: { resource, percent, requested, allocatable } }];
  });
}

function describeBy(all: readonly [Node, Allocation][], keyOf: (node: Node) => string): Record<string, object> {
  const groups = Map.groupBy(all, ([node]) => keyOf(node));
  return Object.fromEntries([...groups].map(([key, members]) => [key, describe(members.map(([, part]) => part))]));
}

function describe(parts: readonly Allocation[]): object {
  const sum = addAllocations(parts);
  const resources = ['cpu', 'memory'].map((resource) => {
    const [requests, allocatable] = [amountIn(sum.requests, resource), amountIn(sum.allocatable, resource)];
    return [
      resource,
      {
        capacity: formatAmount(amountIn(sum.capacity, resource)),
        allocatable: formatAmount(allocatable),
        requests: formatAmount(requests),
        requestsPercent: requestedPercent(sum, resource),
        headroom: formatAmount(subtractAmounts(allocatable, requests)),
      },
    ];
  });
  const pods = { allocatable: formatAmount(amountIn(sum.allocatable, 'pods')), count: sum.podCount };
  return { nodes: parts.length, ...Object.fromEntries(resources), pods };
}
