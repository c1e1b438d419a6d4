import type { Api } from './api.ts';

const merge = 'application/merge-patch+json';
const joinByType = 'application/strategic-merge-patch+json';
const silencer = 'silenced-by-test';

const nodePath = (name: string): string => `/api/v1/nodes/${name}`;
const leasePath = (name: string): string => `/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/${name}`;

/**
 * Makes a node NotReady as if its kubelet had said so, or lets kwok look after it again. Done when the API server
 * has it; the taints follow within a second or two.
 */
export async function setNodeReady(api: Api, name: string, isReady: boolean): Promise<void> {
  await hold(api, name, !isReady);
  if (isReady) return giveLeaseBack(api, name);
  const now = new Date().toISOString();
  const ready = {
    type: 'Ready',
    status: 'False',
    reason: 'KubeletNotReady',
    message: 'container runtime network not ready',
    lastTransitionTime: now,
    lastHeartbeatTime: now,
  };
  const body = { status: { conditions: [ready] } };
  await api.json(`${nodePath(name)}/status`, { method: 'PATCH', contentType: joinByType, body });
}

/**
 * Ends the heartbeats of a node: in about a minute the node lifecycle controller finds its state Unknown. kwok
 * renews the lease of every node that it has ever known, but leaves alone one that somebody else holds.
 */
export async function silenceNode(api: Api, name: string): Promise<void> {
  await hold(api, name, true);
  const spec = { holderIdentity: silencer, leaseDurationSeconds: 86_400, renewTime: microTime(new Date()) };
  await api.json(leasePath(name), { method: 'PATCH', contentType: merge, body: { spec } });
}

async function hold(api: Api, name: string, isHeld: boolean): Promise<void> {
  const annotations = { 'eks-runbook.test/held': isHeld ? 'true' : null };
  await api.json(nodePath(name), { method: 'PATCH', contentType: merge, body: { metadata: { annotations } } });
}

async function giveLeaseBack(api: Api, name: string): Promise<void> {
  const { spec } = await api.json<{ spec: { holderIdentity?: string } }>(leasePath(name));
  if (spec.holderIdentity === silencer) await api.json(leasePath(name), { method: 'DELETE' });
}

const microTime = (at: Date): string => at.toISOString().replace('Z', '000Z');
