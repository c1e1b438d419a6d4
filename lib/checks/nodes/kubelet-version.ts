import { type Node, nodes } from '#lib/cluster/sources/nodes.ts';
import { type ServerVersion, serverVersion } from '#lib/cluster/sources/server-version.ts';
import { defineCheck, type RemediationStep, type Severity, type Subject } from '../check.ts';
import { groupOf } from './node-group.ts';

const look: RemediationStep = {
  text: 'Compare the versions of the nodes with the server’s.',
  command: 'kubectl get nodes --sort-by=.status.nodeInfo.kubeletVersion && kubectl version',
};
const upgradeControlPlane: RemediationStep = {
  text: 'Upgrade the control plane to the nodes’ version, or let older nodes take their place.',
  command: 'aws eks update-cluster-version --name {cluster} --kubernetes-version {kubeletMinor}',
  verify: 'kubectl version',
};
const upgradeGroup: RemediationStep = {
  text: 'Upgrade the node group to the control plane’s version.',
  command: 'aws eks update-nodegroup-version --cluster-name {cluster} --nodegroup-name {group}',
  verify: 'kubectl get nodes',
};
const replaceNode: RemediationStep = {
  text: 'Drain the node and have it replaced by one of the control plane’s version.',
  command: 'kubectl drain {name} --ignore-daemonsets --delete-emptydir-data',
  verify: 'kubectl get nodes',
};

/**
 * Every kubelet is of a version that its API server supports: none newer than the server, none more than three minors
 * older (two before 1.28), as in https://kubernetes.io/releases/version-skew-policy/#kubelet. At the limit, the control
 * plane cannot be upgraded before the nodes are: information.
 *
 * Reads: v1 Node .status.nodeInfo.kubeletVersion, /version
 * Quiet for: patch releases and build suffixes such as `-eks-4096722`; two minors side by side, as during an upgrade.
 */
export const nodesKubeletVersion = defineCheck({
  id: 'nodes/kubelet-version',
  title: 'Every kubelet is of a version that the API server supports',
  severity: 'warning',
  remediation: [look, replaceNode],
  reads: [nodes, serverVersion],
  settings: { minors: 2 },
  *run({ nodes, serverVersion: server }, { config, settings }) {
    if (Number.isNaN(server.minor)) return { unknown: `the server’s version "${server.gitVersion}" cannot be read` };
    const counts = new Map<number, number>();
    for (const node of nodes) {
      const minor = readMinor(node, server);
      if (minor === undefined) continue;
      counts.set(minor, (counts.get(minor) ?? 0) + 1);
      const verdict = judge(minor, server);
      if (verdict)
        yield { ...observe(node, minor, server, config.cluster.name, verdict.message), severity: verdict.severity };
    }
    if (counts.size > settings.minors) yield observeSpread(config.cluster.name, server.major, counts);
    const unread = nodes.filter((node) => readMinor(node, server) === undefined).length;
    return { examined: nodes.length, ...(unread > 0 && { note: `nodes whose version cannot be read: ${unread}` }) };
  },
});

function readMinor(node: Node, server: ServerVersion): number | undefined {
  const [, major, minor] = /^v?(\d+)\.(\d+)/.exec(node.kubeletVersion) ?? [];
  return Number(major) === server.major ? Number(minor) : undefined;
}

function judge(minor: number, server: ServerVersion): { severity: Severity; message: string } | undefined {
  const behind = server.minor - minor;
  const supported = server.minor < 28 ? 2 : 3;
  if (behind < 0) return { severity: 'warning', message: 'newer than its API server' };
  if (behind < supported) return undefined;
  const message = `${behind} minor versions behind its API server`;
  if (behind > supported) return { severity: 'critical', message: `${message}, ${supported} are supported` };
  return { severity: 'info', message: `${message}, as far as is supported: upgrade it before the control plane` };
}

function observe(node: Node, minor: number, server: ServerVersion, cluster: string, verdict: string) {
  const group = groupOf(node);
  return {
    subject: { kind: 'Node', namespace: null, name: node.name },
    owner: group,
    discriminator: `${server.major}.${minor}`,
    message: `Node ${node.name} runs kubelet ${node.kubeletVersion}, ${verdict}; the server is ${server.gitVersion}`,
    evidence: {
      cluster,
      group: group.name,
      kubeletVersion: node.kubeletVersion,
      kubeletMinor: `${server.major}.${minor}`,
      serverVersion: server.gitVersion,
    },
    remediation: [look, mend(minor > server.minor, group)],
  };
}

function mend(isNewer: boolean, group: Subject): RemediationStep {
  if (isNewer) return upgradeControlPlane;
  return group.kind === 'NodeGroup' ? upgradeGroup : replaceNode;
}

function observeSpread(cluster: string, major: number, counts: ReadonlyMap<number, number>) {
  const spread = [...counts].toSorted(([a], [b]) => a - b).map(([minor, count]) => `${major}.${minor} on ${count}`);
  return {
    subject: { kind: 'Cluster', namespace: null, name: cluster },
    message: `The nodes run kubelets of ${counts.size} minor versions: ${spread.join(', ')}`,
    severity: 'info' as const,
    remediation: [look],
  };
}
