import { describe, expect, it } from 'vitest';
import { nodesKubeletVersion } from '#lib/checks/nodes/kubelet-version.ts';
import { observe } from '../../support/observe.ts';
import { buildNode } from './build-node.ts';

function judge(kubeletVersions: readonly string[], server = '1.35', labels: Record<string, string> = {}) {
  const [major, minor] = server.split('.').map(Number);
  const nodes = kubeletVersions.map((kubeletVersion, i) =>
    buildNode({ metadata: { name: `node-${i}`, labels }, status: { nodeInfo: { kubeletVersion } } }),
  );
  const serverVersion = { gitVersion: `v${server}.4`, major: major ?? Number.NaN, minor: minor ?? Number.NaN };
  return observe(nodesKubeletVersion, { nodes, serverVersion });
}

describe('nodes/kubelet-version', () => {
  it('tells of a node that is too old, by its node group', () => {
    const { observations } = judge(['v1.31.9-eks-113cf36'], '1.35', { 'eks.amazonaws.com/nodegroup': 'workers' });
    expect(observations).toHaveLength(1);
    expect(observations[0]).toMatchObject({
      subject: { kind: 'Node', namespace: null, name: 'node-0' },
      owner: { kind: 'NodeGroup', namespace: null, name: 'workers' },
      discriminator: '1.31',
      severity: 'critical',
      message:
        'Node node-0 runs kubelet v1.31.9-eks-113cf36, 4 minor versions behind its API server, 3 are supported; the server is v1.35.4',
      evidence: { cluster: 'ecommerce-production', group: 'workers', kubeletMinor: '1.31' },
    });
    expect(observations[0]?.remediation?.[1]?.command).toBe(
      'aws eks update-nodegroup-version --cluster-name {cluster} --nodegroup-name {group}',
    );
  });

  it.each([
    ['newer than the server', 'v1.36.0', '1.35', 'warning'],
    ['four minors behind', 'v1.31.0', '1.35', 'critical'],
    ['three minors behind, the limit', 'v1.32.0', '1.35', 'info'],
    ['three minors behind a server before 1.28', 'v1.24.0', '1.27', 'critical'],
    ['two minors behind a server before 1.28, the limit then', 'v1.25.0', '1.27', 'info'],
  ])('judges a kubelet %s', (_, version, server, severity) => {
    expect(judge([version], server).observations.map((observation) => observation.severity)).toEqual([severity]);
  });

  it.each([
    ['of the server’s minor, with another patch and suffix', ['v1.35.0-eks-4096722']],
    ['two minors behind', ['v1.33.7']],
    ['of two minors, as during an upgrade', ['v1.34.2', 'v1.35.1']],
  ])('is quiet for kubelets %s', (_, versions) => {
    expect(judge(versions)).toEqual({ observations: [], conclusion: { examined: versions.length } });
  });

  it.each([
    ['upgrades the control plane for a newer node', 'v1.36.0', {}, 'aws eks update-cluster-version'],
    ['replaces a node that Karpenter made', 'v1.31.0', { 'karpenter.sh/nodepool': 'default' }, 'kubectl drain {name}'],
    ['replaces a node of no group', 'v1.31.0', {}, 'kubectl drain {name}'],
  ])('%s', (_, version, labels, command) => {
    expect(judge([version], '1.35', labels).observations[0]?.remediation?.[1]?.command?.split(' --')[0]).toBe(command);
  });

  it('tells, as information, of kubelets of three minors', () => {
    expect(judge(['v1.35.0', 'v1.33.0', 'v1.34.0', 'v1.35.1']).observations).toMatchObject([
      {
        subject: { kind: 'Cluster', namespace: null, name: 'ecommerce-production' },
        severity: 'info',
        message: 'The nodes run kubelets of 3 minor versions: 1.33 on 1, 1.34 on 1, 1.35 on 2',
      },
    ]);
  });

  it('says which it cannot judge', () => {
    expect(judge(['v1.35.0', 'virtual', ''])).toEqual({
      observations: [],
      conclusion: { examined: 3, note: 'nodes whose version cannot be read: 2' },
    });
    expect(judge(['v1.35.0'], 'garbage').conclusion).toEqual({
      unknown: 'the server’s version "vgarbage.4" cannot be read',
    });
  });
});
