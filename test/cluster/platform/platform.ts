import { join } from 'node:path';
import { type AnsweringServer, startAnsweringServer } from '../support/answering-server.ts';
import { type Cluster, type ClusterOptions, startCluster } from '../support/cluster.ts';
import type { LogLine } from '../support/containers.ts';
import { until } from '../support/until.ts';

/** The e-commerce platform of the runbook, healthy, on a cluster of its own. */
export type Platform = Cluster & {
  /** What answers for the pods of ecommerce-backend and ecommerce-frontend: `/health` and `/metrics`. */
  readonly backend: AnsweringServer;
  readonly frontend: AnsweringServer;
};

const manifest = (name: string): string => join(import.meta.dirname, `${name}.yaml`);

const workloads = [
  'kube-system',
  'namespaces',
  'access',
  'network-policies',
  'postgresql',
  'redis',
  'backend',
  'frontend',
  'backup',
];

/**
 * Starts a cluster with metrics-server, Prometheus and Alertmanager, deploys the platform and waits until it is
 * healthy in every respect: pods Ready, metrics there, autoscaler content, a backup done, all targets up, Watchdog
 * firing. About 40 s, half of it metrics-server's first two looks; 10 s without it.
 *
 * @throws when something does not become healthy in time.
 */
export async function startPlatform(options: ClusterOptions = {}): Promise<Platform> {
  const withDefaults = { metricsServer: true, prometheus: true, ...options };
  const backend = await startAnsweringServer(applicationAnswers('ecommerce-backend'));
  const frontend = await startAnsweringServer(applicationAnswers('ecommerce-frontend'));
  const stopServers = (): Promise<unknown> => Promise.all([backend.stop(), frontend.stop()]);
  let cluster: Cluster | undefined;
  try {
    cluster = await startCluster(withDefaults);
    const { stop } = cluster;
    const platform = {
      ...cluster,
      backend,
      frontend,
      stop: async () => {
        await stop();
        await stopServers();
      },
    };
    await deploy(platform);
    await waitUntilHealthy(platform, withDefaults);
    return platform;
  } catch (error) {
    await cluster?.stop();
    await stopServers();
    throw error;
  }
}

async function deploy(platform: Platform): Promise<void> {
  const { backend, frontend } = platform;
  for (const [app, { address }] of Object.entries({ 'ecommerce-backend': backend, 'ecommerce-frontend': frontend })) {
    platform.setPods({ namespace: 'ecommerce', labels: { app }, port: 8080, loopback: address });
  }
  await platform.monitoring?.setTargets('ecommerce', [
    { address: backend.address, instance: 'ecommerce-backend-service:8080', labels: { namespace: 'ecommerce' } },
    { address: frontend.address, instance: 'ecommerce-frontend-service:80', labels: { namespace: 'ecommerce' } },
  ]);
  await writeQuietLogs(platform);
  await platform.setExec({ namespace: 'ecommerce', pod: 'ecommerce-backend', container: 'backend' }, backendCommands);
  for (const name of workloads) await platform.apply(manifest(name));
  await runBackup(platform);
}

async function waitUntilHealthy(platform: Platform, options: ClusterOptions): Promise<void> {
  const { api } = platform;
  await until(() => areAllPodsWell(platform), { what: 'all pods of the platform Ready or done', deadlineMs: 90_000 });
  if (options.metricsServer) {
    await platform.waitForMetrics();
    await platform.apply(manifest('backend-autoscaler'));
    const path = '/apis/autoscaling/v2/namespaces/ecommerce/horizontalpodautoscalers/ecommerce-backend';
    await until(async () => isTrue(await api.json(path), 'ScalingActive'), {
      what: 'the autoscaler has its metric',
      deadlineMs: 60_000,
    });
  }
  if (!options.prometheus) return;
  const proxy = '/api/v1/namespaces/monitoring/services/http';
  type Targets = { data: { activeTargets: { health: string }[] } };
  const areTargetsUp = async (): Promise<boolean> => {
    const { data } = await api.json<Targets>(`${proxy}:prometheus-service:9090/proxy/api/v1/targets`);
    return data.activeTargets.length >= 5 && data.activeTargets.every(({ health }) => health === 'up');
  };
  await until(areTargetsUp, { what: 'all targets up', everyMs: 250 });
  type Alerts = { labels: { alertname: string } }[];
  const areAlertsQuiet = async (): Promise<boolean> => {
    const alerts = await api.json<Alerts>(`${proxy}:alertmanager:9093/proxy/api/v2/alerts?active=true`);
    return alerts.length === 1 && alerts[0]?.labels.alertname === 'Watchdog';
  };
  await until(areAlertsQuiet, { what: 'Watchdog, and nothing else, at Alertmanager', everyMs: 250 });
}

type Conditioned = { status: { conditions?: { type: string; status: string }[]; phase?: string } };

const isTrue = ({ status }: Pick<Conditioned, 'status'>, type: string): boolean =>
  status.conditions?.some((condition) => condition.type === type && condition.status === 'True') ?? false;

async function areAllPodsWell({ api }: Platform): Promise<boolean> {
  const { items: pods } = await api.json<{ items: Conditioned[] }>('/api/v1/pods');
  type Workload = { spec: { replicas: number }; status: { readyReplicas?: number } };
  const lists = await Promise.all(
    ['deployments', 'statefulsets'].map((plural) => api.json<{ items: Workload[] }>(`/apis/apps/v1/${plural}`)),
  );
  const areComplete = lists.every(({ items }) =>
    items.every(({ spec, status }) => status.readyReplicas === spec.replicas),
  );
  const hasBackup = pods.some(({ status }) => status.phase === 'Succeeded');
  return areComplete && hasBackup && pods.every((pod) => pod.status.phase === 'Succeeded' || isTrue(pod, 'Ready'));
}

/**
 * Last night's backup, run by the CronJob itself: told that its last run was the night before, it finds that one
 * is due and catches up.
 */
async function runBackup({ patchStatus }: Platform): Promise<void> {
  const due = new Date();
  due.setUTCHours(due.getUTCHours() < 2 ? -22 : 2, 0, 0, 0);
  const metadata = { name: 'backup-job', namespace: 'ecommerce' };
  const lastScheduleTime = toSeconds(new Date(due.getTime() - 86_400_000));
  await patchStatus({ apiVersion: 'batch/v1', kind: 'CronJob', metadata }, { lastScheduleTime });
}

const toSeconds = (at: Date): string => `${at.toISOString().slice(0, 19)}Z`;

/** Lines that a reviewer of logs has nothing to say about. */
async function writeQuietLogs({ setLog }: Platform): Promise<void> {
  const startedAt = Date.now() - 60_000;
  const lines = (texts: string[]): LogLine[] =>
    texts.map((text, index) => ({ at: new Date(startedAt + index * 1000), text }));
  const request = (path: string): string =>
    JSON.stringify({ level: 'info', msg: 'request', method: 'GET', path, status: 200, ms: 12 });
  const logs: Record<string, string[]> = {
    'ecommerce/ecommerce-backend/backend': [
      '{"level":"info","msg":"listening on 8080"}',
      ...['/health', '/api/products', '/api/cart'].map(request),
    ],
    'ecommerce/ecommerce-frontend/frontend': ['/', '/checkout', '/health'].map(
      (path) => `10.0.64.9 - - "GET ${path} HTTP/1.1" 200 512`,
    ),
    'ecommerce/postgresql/postgresql': ['LOG:  database system is ready to accept connections'],
    'ecommerce/redis/redis': ['1:M * Ready to accept connections tcp'],
    'ecommerce/backup-job/backup': [
      'dumping database ecommerce',
      'wrote 184320512 bytes, sha256 verified',
      'backup completed successfully',
    ],
    'kube-system/kube-proxy/kube-proxy': [
      'I0101 02:00:00.000000       1 server.go:654] "Version info" version="v1.36.3"',
    ],
    'monitoring/alertmanager/alertmanager': ['level=info component=cluster msg="gossip settled; proceeding"'],
  };
  for (const [container, texts] of Object.entries(logs)) {
    const [namespace = '', pod = '', name = ''] = container.split('/');
    await setLog({ namespace, pod, container: name }, lines(texts));
  }
}

/** The environment that the backend's containers have, for `exec ... env` and `printenv`. */
const backendCommands = `#!/bin/sh
variables='DATABASE_HOST=postgresql
DATABASE_PORT=5432
DATABASE_USER=ecommerce
DATABASE_PASSWORD=not-a-real-password-1f0c9a
REDIS_HOST=redis
LOG_LEVEL=info'
case "$1" in
  env) echo "$variables" ;;
  printenv) shift; for name in "$@"; do echo "$variables" | grep "^$name=" | cut -d= -f2- ; done ;;
  *) exec "$@" ;;
esac
`;

const applicationAnswers = (app: string): Record<string, { body: string; contentType?: string }> => ({
  '/health': { body: JSON.stringify({ status: 'ok', app }) },
  '/metrics': {
    contentType: 'text/plain; version=0.0.4',
    body: `# TYPE http_requests_total counter\nhttp_requests_total{code="200"} 42\n`,
  },
});

if (import.meta.main) {
  // For a person: a platform to look at, until Ctrl-C.
  const platform = await startPlatform();
  process.stdout.write(`export KUBECONFIG=${platform.adminKubeconfig}\n`);
  process.once('SIGINT', async () => {
    await platform.stop();
    process.exit(0);
  });
  setInterval(() => {}, 60_000);
}
