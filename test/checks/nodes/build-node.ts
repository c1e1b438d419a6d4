import type { Node as RawNode } from 'kubernetes-types/core/v1.d.ts';
import { mergePatch } from '#lib/cluster/embedded/overlay.ts';
import { type Node, toNode } from '#lib/cluster/sources/nodes.ts';
import { minutesAgo } from '../../support/observe.ts';

const healthy = {
  metadata: { name: 'ip-10-0-1-7', creationTimestamp: minutesAgo(10_000), labels: {} },
  spec: { providerID: 'aws:///eu-west-1a/i-0abc' },
  status: {
    nodeInfo: { kubeletVersion: 'v1.35.2-eks-3a10415' },
    conditions: [{ type: 'Ready', status: 'True', reason: 'KubeletReady', lastTransitionTime: minutesAgo(9_990) }],
  },
};

/** A Ready node with a JSON merge patch put on it, as the source projects it. */
export function buildNode(tweak: object = {}): Node {
  return toNode(mergePatch(healthy, tweak) as RawNode);
}

/** The node after its Ready condition changed so many minutes ago. */
export function buildNodeWithReady(status: string, minutes: number, tweak: object = {}): Node {
  const condition = {
    type: 'Ready',
    status,
    reason: 'Told',
    message: 'as told',
    lastTransitionTime: minutesAgo(minutes),
  };
  return buildNode({ ...tweak, status: { conditions: [condition] } });
}

/** A Ready node with one more condition that changed so many minutes ago. */
export function buildNodeWithCondition(type: string, status: string, minutes: number): Node {
  const condition = { type, status, reason: 'Told', message: 'as told', lastTransitionTime: minutesAgo(minutes) };
  return buildNode({ status: { conditions: [...healthy.status.conditions, condition] } });
}
