import { nodes } from '#lib/cluster/sources/nodes.ts';
import { podSpecs } from '#lib/cluster/sources/pod-specs.ts';
import { volumeClaims, volumes } from '#lib/cluster/sources/volumes.ts';
import { isFargate } from '../allocation/allocated.ts';
import { defineCheck, type Observation } from '../check.ts';
import { largestNode } from './largest-node.ts';
import { loseNodes, type Outcome } from './lose-nodes.ts';
import { indexStorage } from './node-rules.ts';
import { zoneOf } from './topology.ts';

/**
 * The cluster can lose its largest node and have a place for each of its pods; for each zone it is said likewise what
 * would be left without a place (info: a volume in a zone that is gone is no matter of size). Simulated by first fit
 * over requests, places for pods, host ports, node selectors and affinity, taints, pod (anti-)affinity, spread and the
 * zones of volumes.
 *
 * Reads: v1 Node, Pod, PersistentVolumeClaim, PersistentVolume
 * Quiet for: pods of DaemonSets and of the kubelet's own files, Fargate, clusters of one node or one zone
 */
export const capacityPlacement = defineCheck({
  id: 'capacity/placement',
  title: 'Every pod finds a place without the largest node',
  severity: 'warning',
  remediation: [
    {
      text: 'Look what the pods that would be left ask for.',
      command: 'kubectl get pods -n {namespace} -o yaml',
    },
    {
      text: 'Add a node, lower requests that are far above use, or loosen required affinity; with an autoscaler, see that it may add a node of that kind.',
      verify: 'kubectl describe nodes | grep -A 10 "Allocated resources"',
    },
  ],
  reads: [nodes, podSpecs, volumeClaims, volumes],
  *run(data, { config }) {
    const own = data.nodes.filter((node) => !isFargate(node));
    const state = { nodes: own, pods: data.podSpecs, storage: indexStorage(data.volumeClaims, data.volumes) };
    const largest = largestNode(own, data.podSpecs);
    if (!largest) return 0;
    const withoutLargest = loseNodes(state, new Set([largest]));
    if (own.length > 1) {
      yield* describeLoss(
        withoutLargest,
        { kind: 'Cluster', namespace: null, name: config.cluster.name },
        `node ${largest.name}`,
      );
    }
    const zones = Map.groupBy(own, zoneOf);
    const withoutZone: Record<string, object> = {};
    for (const [zone, members] of zones) {
      const outcome = loseNodes(state, new Set(members));
      withoutZone[zone] = measure(outcome);
      if (zones.size === 1) continue;
      const found = describeLoss(outcome, { kind: 'Zone', namespace: null, name: zone }, `zone ${zone}`);
      yield* found.map((one) => ({ ...one, severity: 'info' as const }));
    }
    const placement = { withoutLargestNode: measure(withoutLargest), withoutZone };
    return { examined: own.length, measurements: { 'capacity/placement': placement } };
  },
});

function measure({ unplaced }: Outcome): { placeable: boolean; unplaced: string[] } {
  return { placeable: unplaced.length === 0, unplaced: unplaced.map(({ namespace, name }) => `${namespace}/${name}`) };
}

function describeLoss({ placed, unplaced }: Outcome, subject: Observation['subject'], lost: string): Observation[] {
  const [first] = unplaced;
  if (!first) return [];
  const names = measure({ placed, unplaced }).unplaced;
  const named = `${names.slice(0, 3).join(', ')}${names.length > 3 ? ', ...' : ''}`;
  const total = placed.size + unplaced.length;
  return [
    {
      subject,
      message: `Without ${lost} there is no place for ${unplaced.length} of the pods that it runs (${total} to move): ${named}`,
      evidence: { lost, unplaced: names.slice(0, 50), displaced: total, namespace: first.namespace },
    },
  ];
}
