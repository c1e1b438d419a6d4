import { type NodeSaturation, nodeSaturation } from '#lib/cluster/sources/node-saturation.ts';
import { type Node, nodes } from '#lib/cluster/sources/nodes.ts';
import { defineCheck } from '../check.ts';
import { noPrometheus } from '../monitoring/not-configured.ts';

/**
 * On no node do processes queue for the CPU: at most two run or wait for each, all of the last 15 minutes
 * (kubernetes-mixin, NodeSystemSaturation).
 *
 * Reads: Prometheus node_load1, node_cpu_seconds_total (node-exporter)
 * Quiet for: peaks of less than 15 minutes; no Prometheus, or one that does not ask node-exporter (not applicable)
 */
export const usageNodesNotSaturated = defineCheck({
  id: 'usage/nodes-not-saturated',
  title: 'Processes do not queue for the CPU of nodes',
  severity: 'warning',
  remediation: [
    { text: 'Look what runs on the node, and which pods use most.', command: 'kubectl top pods -A --sort-by=cpu' },
    {
      text: 'Give what makes the load a CPU request that is true, so that it is spread, or a CPU limit; or add nodes. With little CPU used, look for a slow disk: what waits for it counts too.',
      command: 'kubectl describe node {name}',
      verify: 'kubectl top node {name}',
    },
  ],
  reads: [nodeSaturation, nodes],
  settings: { warnLoadPerCpu: 2 },
  *run({ nodeSaturation, nodes }, { settings }) {
    if (!nodeSaturation) return noPrometheus;
    if (nodeSaturation.length === 0) return noFigures;
    for (const saturation of nodeSaturation) {
      if (saturation.loadPerCpu <= settings.warnLoadPerCpu) continue;
      const name = nameOf(saturation, nodes);
      yield {
        subject: { kind: 'Node', namespace: null, name },
        message: `Node ${name}: at least ${saturation.loadPerCpu.toFixed(1)} processes run or wait for each CPU, all of the last 15 min`,
        evidence: { loadPerCpu: Number(saturation.loadPerCpu.toFixed(2)), instance: saturation.instance },
      };
    }
    return nodeSaturation.length;
  },
});

/** The node of an instance: by its name, or by the address that EC2 puts in it (`ip-10-0-1-7`). */
function nameOf({ instance }: NodeSaturation, nodes: readonly Node[]): string {
  const host = instance.replace(/:\d+$/, '');
  const byAddress = `ip-${host.replaceAll('.', '-')}`;
  const node = nodes.find(({ name }) => name === host || name === byAddress || name.startsWith(`${byAddress}.`));
  return node?.name ?? host;
}

const noFigures = {
  notApplicable: 'Prometheus has no node_load1: it does not ask node-exporter',
} as const;
