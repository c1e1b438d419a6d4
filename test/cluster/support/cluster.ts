import { rm } from 'node:fs/promises';
import { buildControlPlane } from '../control-plane/build.ts';
import { type Access, createAccess } from './access.ts';
import { type Api, createApi, type KubernetesObject } from './api.ts';
import { type Apply, createApply, waitForDefaultServiceAccount } from './apply.ts';
import { type AuditEntry, readAudit } from './audit.ts';
import { readCertificate } from './certificates.ts';
import { type ContainerName, type LogLine, writeContainerLog, writeExecScript } from './containers.ts';
import { auditLog, type Site, startApiServer, startControllers, startEtcd, waitForApiServer } from './control-plane.ts';
import { type Egress, startEgress } from './egress.ts';
import { addressesOf, kubeletAddress, type NodeSpec, nodeObject, startKubelets } from './fake-nodes.ts';
import { metricsServerObjects, metricsServerRoute, startMetricsServer } from './metrics-server.ts';
import { type Monitoring, type MonitoringOptions, startMonitoring } from './monitoring.ts';
import { setNodeReady, silenceNode } from './node-states.ts';
import { createPodRoutes, type PodRoute } from './pod-routes.ts';
import type { Server } from './processes.ts';
import { createSite, readCaData } from './site.ts';
import { until } from './until.ts';

export type ClusterOptions = {
  /** How many nodes, or which; default 3, one a zone. */
  readonly nodes?: number | readonly NodeSpec[];
  /** With metrics-server: `cluster.waitForMetrics()` takes another 20 s. */
  readonly metricsServer?: boolean;
  /** With Prometheus and Alertmanager from Debian, seen in the cluster as pods of namespace `monitoring`. */
  readonly prometheus?: boolean | MonitoringOptions;
  /** etcd and the API server alone, without nodes: for writing many objects. */
  readonly bare?: boolean;
  /** Who is asked about tokens that the cluster did not issue (a TokenReview server; plain http is fine). */
  readonly tokenWebhookUrl?: string;
  /** Default true. */
  readonly audit?: boolean;
  /** Puts an earlier cluster's data in place. */
  readonly seed?: (folder: string) => Promise<void>;
};

export type Cluster = Access &
  Apply & {
    readonly url: string;
    /** Base64 of the PEM, as in a kubeconfig or in EKS's DescribeCluster. */
    readonly caData: string;
    readonly adminKubeconfig: string;
    /** Everything of this cluster is under it: logs, certificates, etcd's data. */
    readonly folder: string;
    readonly processIds: readonly number[];
    /** The harness's own client, with all rights. */
    readonly api: Api;
    readonly egress: Egress;
    readonly monitoring: Monitoring | undefined;
    /** Replaces parts of an object's status, for what no controller here would say. */
    readonly patchStatus: (object: ObjectName, status: unknown) => Promise<void>;
    /** Makes a node NotReady at once, or well again. */
    readonly setNodeReady: (name: string, isReady: boolean) => Promise<void>;
    /** Ends a node's heartbeats: in about a minute its state is Unknown. */
    readonly silenceNode: (name: string) => Promise<void>;
    /** What the API server was asked and by whom, oldest first. Throws without `audit`. */
    readonly audit: (only?: { user?: string }) => Promise<AuditEntry[]>;
    /** Sends 'ip:port' or '*:port' to 'host:port' on loopback; null makes it unreachable. */
    readonly setEndpoint: (address: string, loopback: string | null) => void;
    /** The same for the pods that match, whatever address they have or will have. */
    readonly setPods: (route: PodRoute) => void;
    readonly setExec: (container: ContainerName, script: string) => Promise<void>;
    readonly setLog: (
      container: ContainerName,
      lines: readonly LogLine[],
      run?: 'current' | 'previous',
    ) => Promise<void>;
    /** Waits until metrics-server knows every node. */
    readonly waitForMetrics: () => Promise<void>;
    /** Ends one of the processes by its name and waits until it is gone, etcd with its data in order. */
    readonly stopProcess: (name: string) => Promise<void>;
    readonly stop: () => Promise<void>;
  };

type ObjectName = Pick<KubernetesObject, 'apiVersion' | 'kind' | 'metadata'>;

/**
 * Starts a Kubernetes control plane of its own, on ports of its own, with fake nodes: about 5 s. Whatever happens
 * to this process, the cluster's processes end with it.
 *
 * @throws when a part does not come up; the message has the end of its log.
 */
export async function startCluster(options: ClusterOptions = {}): Promise<Cluster> {
  const controlPlane = await buildControlPlane();
  const nodes = nodesOf(options);
  const site = await createSite(controlPlane, addressesOf(nodes), options.seed);
  const { certificate, key } = await readCertificate(site.certificates, 'harness');
  const { certificate: ca } = await readCertificate(site.certificates, 'ca');
  const api = createApi({ url: site.url, ca, certificate, key });
  const routes = createPodRoutes(api);
  const egress = await startEgress(site.egressSocket, routes.resolve);
  egress.setEndpoint(kubeletAddress, `127.0.0.1:${site.ports.kubelet}`);

  const servers: Server[] = [];
  const stop = async (): Promise<void> => {
    await Promise.all(servers.map((server) => server.stop()));
    api.close();
    await egress.stop();
    await rm(site.folder, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    const parts = { site, api, egress, servers, nodes, setPods: routes.set };
    const monitoring = await startParts(parts, options);
    return await describeCluster(parts, options, monitoring, stop);
  } catch (error) {
    const ended = await Promise.all(servers.map((server) => server.ended()));
    await stop();
    throw new Error(`the cluster did not start: ${ended.filter(Boolean).join('\n')}`, { cause: error });
  }
}

type Parts = {
  readonly site: Site;
  readonly api: Api;
  readonly egress: Egress;
  /** Grows while the cluster starts, so that a failure half-way stops what is there. */
  readonly servers: Server[];
  readonly nodes: readonly NodeSpec[];
  readonly setPods: (route: PodRoute) => void;
};

const nodesOf = ({ nodes = 3, bare }: ClusterOptions): readonly NodeSpec[] => {
  if (bare) return [];
  return typeof nodes === 'number' ? Array.from({ length: nodes }, () => ({})) : nodes;
};

async function startParts(parts: Parts, options: ClusterOptions): Promise<Monitoring | undefined> {
  const { site, api, servers, egress } = parts;
  servers.push(startEtcd(site, options.seed !== undefined));
  const { tokenWebhookUrl, audit: isAudited = true } = options;
  servers.push(await startApiServer(site, { tokenWebhookUrl, isAudited }));
  await waitForApiServer(api, servers);
  if (options.bare) return undefined;
  servers.push(...startControllers(site), ...(await startKubelets(site)));
  const { apply } = createApply(api, { hasControllers: true });
  await apply(parts.nodes.map(nodeObject));
  await until(() => areNodesReady(api, parts.nodes.length), { what: 'all nodes Ready' });
  await waitForDefaultServiceAccount(api, 'default');
  if (options.metricsServer) {
    await apply(await metricsServerObjects(await readCaData(site)));
    parts.setPods(metricsServerRoute(site));
    servers.push(startMetricsServer(site, egress.url));
  }
  if (!options.prometheus) return undefined;
  const given = options.prometheus === true ? {} : options.prometheus;
  const { monitoring, started } = await startMonitoring(parts, given);
  servers.push(...started);
  return monitoring;
}

async function describeCluster(
  parts: Parts,
  options: ClusterOptions,
  monitoring: Monitoring | undefined,
  stop: () => Promise<void>,
): Promise<Cluster> {
  const { site, api, egress, servers } = parts;
  const { apply, pathOf } = createApply(api, { hasControllers: !options.bare });
  return {
    ...createAccess(site, api),
    apply,
    pathOf,
    url: site.url,
    caData: await readCaData(site),
    adminKubeconfig: site.kubeconfig('admin'),
    folder: site.folder,
    processIds: servers.map(({ pid }) => pid),
    api,
    egress,
    monitoring,
    patchStatus: async (object, status) => {
      const contentType = 'application/merge-patch+json';
      await api.json(`${await pathOf(object)}/status`, { method: 'PATCH', contentType, body: { status } });
    },
    setNodeReady: (name, isReady) => setNodeReady(api, name, isReady),
    silenceNode: (name) => silenceNode(api, name),
    audit: (only) => readAudit(auditLog(site), api, only),
    setEndpoint: egress.setEndpoint,
    setPods: parts.setPods,
    setExec: (container, script) => writeExecScript(site, container, script),
    setLog: (container, lines, run) => writeContainerLog(site, container, lines, run),
    waitForMetrics: () => waitForMetrics(api, parts.nodes.length),
    stopProcess: async (name) => {
      await servers.find((server) => server.name === name)?.stop(name === 'etcd' ? 'SIGTERM' : 'SIGKILL');
    },
    stop,
  };
}

type NodeList = { items: { status: { conditions?: { type: string; status: string }[] } }[] };

async function areNodesReady(api: Api, count: number): Promise<boolean> {
  const { items } = await api.json<NodeList>('/api/v1/nodes');
  const ready = items.filter(({ status }) =>
    status.conditions?.some((one) => one.type === 'Ready' && one.status === 'True'),
  );
  return ready.length >= count;
}

async function waitForMetrics(api: Api, count: number): Promise<void> {
  const ask = async (): Promise<boolean> => {
    const { items } = await api.json<{ items: unknown[] }>('/apis/metrics.k8s.io/v1beta1/nodes');
    return items.length >= count;
  };
  await until(ask, { what: 'metrics of every node', deadlineMs: 120_000, everyMs: 250 });
}
