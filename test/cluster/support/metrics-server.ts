import { join } from 'node:path';
import type { KubernetesObject } from './api.ts';
import { readObjects } from './apply.ts';
import type { Site } from './control-plane.ts';
import type { PodRoute } from './pod-routes.ts';
import { type Server, startServer } from './processes.ts';

/** metrics-server as the cluster sees it: a deployment, its service and its API, trusted by our authority. */
export async function metricsServerObjects(caData: string): Promise<KubernetesObject[]> {
  const objects = await readObjects(join(import.meta.dirname, '../platform/metrics-server.yaml'));
  const service = { name: 'metrics-server', namespace: 'kube-system', port: 443 };
  const api: KubernetesObject = {
    apiVersion: 'apiregistration.k8s.io/v1',
    kind: 'APIService',
    metadata: { name: 'v1beta1.metrics.k8s.io', labels: { 'k8s-app': 'metrics-server' } },
    spec: {
      group: 'metrics.k8s.io',
      version: 'v1beta1',
      groupPriorityMinimum: 100,
      versionPriority: 100,
      service,
      caBundle: caData,
    },
  };
  return [...objects, api];
}

/** The way from its pods to the process. */
export const metricsServerRoute = ({ ports }: Site): PodRoute => ({
  namespace: 'kube-system',
  labels: { 'k8s-app': 'metrics-server' },
  port: 10_251,
  loopback: `127.0.0.1:${ports.metricsServer}`,
});

/** Starts the process; it reaches the kubelets through the egress proxy, since their addresses lead nowhere. */
export function startMetricsServer(
  { controlPlane, certificates, logs, ports, kubeconfig }: Site,
  egressUrl: string,
): Server {
  const identity = ['kubeconfig', 'authentication-kubeconfig', 'authorization-kubeconfig'];
  return startServer({
    name: 'metrics-server',
    command: controlPlane.path('metrics-server'),
    logs,
    env: { HTTPS_PROXY: egressUrl, NO_PROXY: '127.0.0.1' },
    args: [
      ...identity.map((flag) => `--${flag}=${kubeconfig('metrics-server')}`),
      '--bind-address=127.0.0.1',
      `--secure-port=${ports.metricsServer}`,
      `--tls-cert-file=${join(certificates, 'metrics-server-server.crt')}`,
      `--tls-private-key-file=${join(certificates, 'metrics-server-server.key')}`,
      '--kubelet-preferred-address-types=InternalIP',
      '--kubelet-use-node-status-port',
      `--kubelet-certificate-authority=${join(certificates, 'ca.crt')}`,
      '--metric-resolution=10s', // the least that it accepts, and more than the timeout below
      '--kubelet-request-timeout=5s',
    ],
  });
}
