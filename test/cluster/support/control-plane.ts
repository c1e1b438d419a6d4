import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ControlPlane } from '../control-plane/build.ts';
import type { Api } from './api.ts';
import { type Server, startServer } from './processes.ts';
import { until } from './until.ts';

/** What the parts of one cluster share. */
export type Site = {
  readonly controlPlane: ControlPlane;
  /** Everything of the cluster: certificates, etcd's data, logs. Removed when it stops. */
  readonly folder: string;
  readonly certificates: string;
  readonly logs: string;
  readonly url: string;
  readonly ports: Readonly<Record<PortName, number>>;
  readonly egressSocket: string;
  /** How the parts reach the API server. */
  readonly kubeconfig: (name: string) => string;
};

export const portNames = [
  'etcd',
  'etcdPeer',
  'apiServer',
  'controllerManager',
  'scheduler',
  'kwok',
  'kubelet',
  'metricsServer',
  'prometheus',
  'alertmanager',
] as const;
export type PortName = (typeof portNames)[number];

export const auditLog = (site: Site): string => join(site.logs, 'audit.jsonl');

/** @param isRestored  true when etcd's data comes from another cluster, whose ports it remembers. */
export function startEtcd({ controlPlane, folder, logs, ports }: Site, isRestored: boolean): Server {
  const client = `http://127.0.0.1:${ports.etcd}`;
  const peer = `http://127.0.0.1:${ports.etcdPeer}`;
  return startServer({
    name: 'etcd',
    command: controlPlane.path('etcd'),
    logs,
    args: [
      `--data-dir=${join(folder, 'etcd')}`,
      '--unsafe-no-fsync', // the data is thrown away; a disk that is busy must not make a test slow
      '--log-level=warn',
      `--quota-backend-bytes=${6 * 1024 ** 3}`,
      `--listen-client-urls=${client}`,
      `--advertise-client-urls=${client}`,
      `--listen-peer-urls=${peer}`,
      `--initial-advertise-peer-urls=${peer}`,
      `--initial-cluster=default=${peer}`,
      ...(isRestored ? ['--force-new-cluster'] : []),
    ],
  });
}

export type ApiServerOptions = { readonly tokenWebhookUrl?: string | undefined; readonly isAudited: boolean };

export async function startApiServer(site: Site, options: ApiServerOptions): Promise<Server> {
  const { controlPlane, certificates, logs, ports } = site;
  const file = (name: string): string => join(certificates, name);
  return startServer({
    name: 'kube-apiserver',
    command: controlPlane.path('kube-apiserver'),
    logs,
    args: [
      `--etcd-servers=http://127.0.0.1:${ports.etcd}`,
      '--bind-address=127.0.0.1',
      `--secure-port=${ports.apiServer}`,
      '--advertise-address=192.0.2.1', // must not be loopback; never contacted, since no endpoint is published:
      '--endpoint-reconciler-type=none',
      `--tls-cert-file=${file('kube-apiserver-server.crt')}`,
      `--tls-private-key-file=${file('kube-apiserver-server.key')}`,
      `--client-ca-file=${file('ca.crt')}`,
      '--authorization-mode=Node,RBAC',
      '--enable-admission-plugins=NodeRestriction',
      '--allow-privileged=true',
      '--service-cluster-ip-range=172.20.0.0/16', // EKS's
      '--service-account-issuer=https://kubernetes.default.svc.cluster.local',
      `--service-account-key-file=${file('service-account.pub')}`,
      `--service-account-signing-key-file=${file('service-account.key')}`,
      `--requestheader-client-ca-file=${file('front-proxy-ca.crt')}`,
      '--requestheader-allowed-names=front-proxy-client',
      '--requestheader-username-headers=X-Remote-User',
      '--requestheader-group-headers=X-Remote-Group',
      '--requestheader-extra-headers-prefix=X-Remote-Extra-',
      `--proxy-client-cert-file=${file('front-proxy.crt')}`,
      `--proxy-client-key-file=${file('front-proxy.key')}`,
      '--enable-aggregator-routing=true', // dial the endpoint, not the service address: there is no kube-proxy
      `--kubelet-client-certificate=${file('kube-apiserver-kubelet.crt')}`,
      `--kubelet-client-key=${file('kube-apiserver-kubelet.key')}`,
      `--kubelet-certificate-authority=${file('ca.crt')}`,
      '--kubelet-preferred-address-types=InternalIP',
      `--egress-selector-config-file=${await writeEgressSelector(site)}`,
      ...(options.isAudited ? await auditFlags(site) : []),
      ...(options.tokenWebhookUrl === undefined ? [] : await tokenWebhookFlags(site, options.tokenWebhookUrl)),
    ],
  });
}

/** Waits until the API server serves and has made its own roles, without which the other parts give up at once. */
export function waitForApiServer(api: Api, servers: readonly Server[]): Promise<void> {
  return untilServing('the API server', servers, async () => (await api.call('/readyz')).status === 200);
}

/** Starts the controller-manager and the scheduler. */
export function startControllers({ controlPlane, certificates, logs, ports, kubeconfig }: Site): Server[] {
  const file = (name: string): string => join(certificates, name);
  const start = (name: 'kube-controller-manager' | 'kube-scheduler', port: number, args: string[]): Server => {
    const flags = ['kubeconfig', 'authentication-kubeconfig', 'authorization-kubeconfig'];
    const identity = flags.map((flag) => `--${flag}=${kubeconfig(name)}`);
    const address = ['--bind-address=127.0.0.1', `--secure-port=${port}`, '--leader-elect=false'];
    return startServer({ name, command: controlPlane.path(name), logs, args: [...identity, ...address, ...args] });
  };
  return [
    start('kube-controller-manager', ports.controllerManager, [
      '--use-service-account-credentials=true',
      `--service-account-private-key-file=${file('service-account.key')}`,
      `--root-ca-file=${file('ca.crt')}`,
      `--cluster-signing-cert-file=${file('ca.crt')}`,
      `--cluster-signing-key-file=${file('ca.key')}`,
      // No CSI driver attaches a volume here, and the controller would say so in a warning every two minutes.
      '--controllers=*,-persistentvolume-attach-detach-controller',
      '--horizontal-pod-autoscaler-sync-period=3s',
      '--horizontal-pod-autoscaler-cpu-initialization-period=1s',
      '--horizontal-pod-autoscaler-initial-readiness-delay=1s',
    ]),
    start('kube-scheduler', ports.scheduler, []),
  ];
}

/** Waits for an answer, and gives up at once when a server that it needs has ended. */
export async function untilServing(
  what: string,
  servers: readonly Server[],
  ask: () => Promise<boolean>,
): Promise<void> {
  let failure: string | undefined;
  await until(
    async () => {
      for (const server of servers) failure ??= await server.ended();
      return failure !== undefined || (await ask());
    },
    { what: `${what} serves`, everyMs: 25 },
  );
  if (failure !== undefined) throw new Error(failure);
}

async function writeEgressSelector({ folder, egressSocket }: Site): Promise<string> {
  const transport = { uds: { udsName: egressSocket } };
  return writeConfig(join(folder, 'egress-selector.yaml'), {
    apiVersion: 'apiserver.k8s.io/v1beta1',
    kind: 'EgressSelectorConfiguration',
    egressSelections: [{ name: 'cluster', connection: { proxyProtocol: 'HTTPConnect', transport } }],
  });
}

/** The control plane's own requests are most of the traffic, and no test asks about them. */
async function auditFlags(site: Site): Promise<string[]> {
  const parts = [
    'system:apiserver',
    'system:kube-controller-manager',
    'system:kube-scheduler',
    'kwok',
    'metrics-server',
  ];
  const policy = await writeConfig(join(site.folder, 'audit-policy.yaml'), {
    apiVersion: 'audit.k8s.io/v1',
    kind: 'Policy',
    omitStages: ['RequestReceived'],
    rules: [
      { level: 'None', users: parts },
      { level: 'None', userGroups: ['system:serviceaccounts:kube-system', 'system:nodes'] },
      { level: 'Metadata' },
    ],
  });
  return [`--audit-policy-file=${policy}`, `--audit-log-path=${auditLog(site)}`, '--audit-log-mode=blocking'];
}

async function tokenWebhookFlags(site: Site, url: string): Promise<string[]> {
  const path = await writeConfig(join(site.folder, 'token-webhook.yaml'), {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'webhook', cluster: { server: url } }],
    contexts: [{ name: 'webhook', context: { cluster: 'webhook', user: '' } }],
    'current-context': 'webhook',
  });
  return [
    `--authentication-token-webhook-config-file=${path}`,
    '--authentication-token-webhook-version=v1',
    '--authentication-token-webhook-cache-ttl=0s',
  ];
}

async function writeConfig(path: string, config: unknown): Promise<string> {
  await writeFile(path, JSON.stringify(config, undefined, 2));
  return path;
}

/** Makes the folders that the servers expect. */
export async function prepareFolders(site: Pick<Site, 'certificates' | 'logs'>): Promise<void> {
  await Promise.all([site.certificates, site.logs].map((path) => mkdir(path, { recursive: true })));
}
