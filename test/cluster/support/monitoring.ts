import { execFile } from 'node:child_process';
import { access, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Api } from './api.ts';
import { createApply } from './apply.ts';
import { type Site, untilServing } from './control-plane.ts';
import { addressesOf, type NodeSpec } from './fake-nodes.ts';
import type { PodRoute } from './pod-routes.ts';
import { type Server, startServer } from './processes.ts';

/** Something to scrape: the real address, and the name that it shall have. */
export type Target = {
  readonly address: string;
  readonly instance: string;
  readonly labels?: Readonly<Record<string, string>>;
};

export type AlertRule = {
  readonly alert: string;
  readonly expr: string;
  readonly for?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
};

export type MonitoringOptions = {
  /** Besides the default rules (`Watchdog`, `TargetDown`). */
  readonly rules?: readonly AlertRule[];
  /** Targets by job, besides the default jobs. */
  readonly targets?: Readonly<Record<string, readonly Target[]>>;
};

export type Monitoring = {
  readonly prometheusUrl: string;
  readonly alertmanagerUrl: string;
  /** Sets the targets of a job; Prometheus sees the change within seconds. */
  readonly setTargets: (job: string, targets: readonly Target[]) => Promise<void>;
  /** Sets the rules besides the default ones, and reloads. */
  readonly setRules: (rules: readonly AlertRule[]) => Promise<void>;
};

type Surroundings = {
  readonly site: Site;
  readonly api: Api;
  readonly egress: { readonly url: string };
  readonly nodes: readonly NodeSpec[];
  readonly setPods: (route: PodRoute) => void;
};

const programs = { prometheus: '/usr/bin/prometheus', alertmanager: '/usr/bin/prometheus-alertmanager' };

/** The jobs whose targets a test may set; Prometheus has no job that nobody configured. */
const openJobs = ['ecommerce', 'kube-system', 'extra'];

const defaultRules: AlertRule[] = [
  { alert: 'Watchdog', expr: 'vector(1)', labels: { severity: 'none' } },
  { alert: 'TargetDown', expr: 'up == 0', for: '2s', labels: { severity: 'critical' } },
];

/** Starts Prometheus and Alertmanager, and puts their pods and services into the cluster. */
export async function startMonitoring(
  { site, api, egress, nodes, setPods }: Surroundings,
  options: MonitoringOptions,
): Promise<{ monitoring: Monitoring; started: Server[] }> {
  await ensureInstalled();
  const folder = join(site.folder, 'monitoring');
  await mkdir(folder, { recursive: true });
  const { prometheus, alertmanager } = {
    prometheus: `127.0.0.1:${site.ports.prometheus}`,
    alertmanager: `127.0.0.1:${site.ports.alertmanager}`,
  };
  const monitoring: Monitoring = {
    prometheusUrl: `http://${prometheus}`,
    alertmanagerUrl: `http://${alertmanager}`,
    setTargets: (job, targets) => writeTargets(folder, job, targets),
    setRules: async (rules) => {
      await writeRules(folder, rules);
      const answer = await fetch(`http://${prometheus}/-/reload`, { method: 'POST' });
      if (!answer.ok) throw new Error(`Prometheus refused the rules: ${await answer.text()}`);
    },
  };
  await writeRules(folder, options.rules ?? []);
  for (const job of openJobs) await writeTargets(folder, job, options.targets?.[job] ?? []);
  await writeJson(join(folder, 'prometheus.yml'), prometheusConfig(site, folder, egress.url, nodes));
  await writeJson(join(folder, 'alertmanager.yml'), {
    route: { receiver: 'pager', group_wait: '1s', group_interval: '2s' },
    receivers: [{ name: 'pager' }],
  });
  const started = startPrograms(site, folder, prometheus, alertmanager);
  await createApply(api, { hasControllers: true }).apply(join(import.meta.dirname, '../platform/monitoring.yaml'));
  setPods({ namespace: 'monitoring', labels: { app: 'prometheus' }, port: 9090, loopback: prometheus });
  setPods({ namespace: 'monitoring', labels: { app: 'alertmanager' }, port: 9093, loopback: alertmanager });
  for (const address of [prometheus, alertmanager]) {
    await untilServing(address, started, async () => (await fetch(`http://${address}/-/ready`)).ok);
  }
  return { monitoring, started };
}

function startPrograms(
  { controlPlane, logs }: Site,
  folder: string,
  prometheus: string,
  alertmanager: string,
): Server[] {
  const start = (name: string, program: string, args: string[]): Server =>
    startServer({ name, command: controlPlane.path('tether'), logs, args: [program, ...args] });
  return [
    start('prometheus', programs.prometheus, [
      `--config.file=${join(folder, 'prometheus.yml')}`,
      `--storage.tsdb.path=${join(folder, 'prometheus')}`,
      `--web.listen-address=${prometheus}`,
      '--web.enable-lifecycle',
      '--rules.alert.resend-delay=2s', // an alert that fires before the Alertmanager is found waits for the next try
    ]),
    start('alertmanager', programs.alertmanager, [
      `--config.file=${join(folder, 'alertmanager.yml')}`,
      `--storage.path=${join(folder, 'alertmanager')}`,
      `--web.listen-address=${alertmanager}`,
      '--cluster.listen-address=', // a single one: no gossip
    ]),
  ];
}

/** Debian's build discovers targets only from files, so the lists are written instead of found in the cluster. */
function prometheusConfig(site: Site, folder: string, egressUrl: string, nodes: readonly NodeSpec[]): unknown {
  const file = (name: string): string => join(site.certificates, name);
  const ofFile = (job: string): unknown => ({
    job_name: job,
    file_sd_configs: [{ files: [join(folder, `targets-${job}.json`)] }],
  });
  const fixed = (job: string, address: string, instance: string): Record<string, unknown> => ({
    job_name: job,
    static_configs: [{ targets: [address], labels: { instance } }],
  });
  const kubelets = addressesOf(nodes).map((address) => {
    const node = `ip-${address.replaceAll('.', '-')}.eu-west-1.compute.internal`;
    return {
      targets: [`${address}:10250`],
      labels: { node, __metrics_path__: `/metrics/nodes/${node}/metrics/resource` },
    };
  });
  return {
    global: {
      scrape_interval: '2s',
      scrape_timeout: '2s',
      evaluation_interval: '2s',
      external_labels: { cluster: 'test' },
    },
    rule_files: [join(folder, 'rules.json')],
    alerting: { alertmanagers: [{ static_configs: [{ targets: [`127.0.0.1:${site.ports.alertmanager}`] }] }] },
    scrape_configs: [
      fixed('prometheus', `127.0.0.1:${site.ports.prometheus}`, 'prometheus-service:9090'),
      fixed('alertmanager', `127.0.0.1:${site.ports.alertmanager}`, 'alertmanager:9093'),
      {
        ...fixed('apiserver', `127.0.0.1:${site.ports.apiServer}`, 'kubernetes:443'),
        scheme: 'https',
        tls_config: { ca_file: file('ca.crt'), cert_file: file('admin.crt'), key_file: file('admin.key') },
      },
      {
        job_name: 'kubelet',
        scheme: 'https',
        proxy_url: egressUrl,
        tls_config: { ca_file: file('ca.crt') },
        static_configs: kubelets,
      },
      ...openJobs.map(ofFile),
    ],
  };
}

const writeTargets = (folder: string, job: string, targets: readonly Target[]): Promise<void> => {
  if (!openJobs.includes(job)) throw new Error(`no job ${job}: ${openJobs.join(', ')}`);
  const groups = targets.map(({ address, instance, labels }) => ({
    targets: [address],
    labels: { instance, ...labels },
  }));
  return writeJson(join(folder, `targets-${job}.json`), groups);
};

const writeRules = (folder: string, rules: readonly AlertRule[]): Promise<void> =>
  writeJson(join(folder, 'rules.json'), { groups: [{ name: 'test', rules: [...defaultRules, ...rules] }] });

const writeJson = (path: string, value: unknown): Promise<void> => writeFile(path, JSON.stringify(value, undefined, 2));

/** Installs the two Debian packages when they are missing; needs to be root then. */
async function ensureInstalled(): Promise<void> {
  const missing = await Promise.all(
    Object.values(programs).map((path) =>
      access(path).then(
        () => false,
        () => true,
      ),
    ),
  );
  if (!missing.includes(true)) return;
  const run = promisify(execFile);
  // Installing must not start the services, which take the usual ports.
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' };
  const waiting = ['-o', 'DPkg::Lock::Timeout=300', '-qq'];
  await run('apt-get', [...waiting, 'update'], { env });
  await run(
    'apt-get',
    [...waiting, 'install', '-y', '--no-install-recommends', 'prometheus', 'prometheus-alertmanager'],
    { env },
  );
}
