import { formatProblems } from '#lib/config/format-problems.ts';
import type { KnownNames } from '#lib/config/known-names.ts';
import { loadConfig } from '#lib/config/load-config.ts';
import type { RunbookConfig } from '#lib/config/schema.ts';

/** Checks and windows as a runbook would have them, one setting of each type. */
export const knownNames: KnownNames = {
  knownChecks: {
    'nodes/ready': { graceMinutes: 5, ignoreTaints: ['spot'], mode: 'strict', countCordoned: true },
    'pods/waiting': { graceMinutes: 15 },
  },
  knownWindows: ['daily-morning', 'weekly-security', 'monthly-security'],
};

/** The least that is valid, so that a test's own lines follow from line 4 on. */
export const leastConfig = 'schemaVersion: 1\ncluster: { name: shop }\nnamespaces: [shop, monitoring]\n';

/** Every key that the schema knows, a workload with all of its own, and nothing wrong. */
export const fullConfig = `schemaVersion: 1
cluster: { name: shop, region: eu-west-1 }
timeZone: Europe/Berlin
namespaces: [shop]
workloads:
  - name: web
    kind: StatefulSet
    namespace: shop
    labels: { app: web }
    service: web
    port: 8080
    scheme: https
    healthPath: /up
monitoring:
  namespace: monitoring
  prometheus: { namespace: metrics, service: prometheus, port: 9090, scheme: http, pathPrefix: /prom }
  alertmanager: { service: alertmanager, port: 9093 }
  watchdog: Watchdog
  criticalLabels: { severity: page }
reads: { fullPodsUpTo: 10 }
windows:
  daily-morning: { enabled: false, schedule: "0 8 * * *" }
  weekly-security: {}
checks:
  nodes/ready: { enabled: true, severity: info, graceMinutes: 1, ignoreTaints: [], mode: a, countCordoned: false }
  pods/waiting: { graceMinutes: 1 }
contacts:
  - { id: lead, name: Lead, email: lead@shop.example, phone: "1" }
channels: { slack: "#ops", email: ops@shop.example, phone: "2", pagerduty: Ops }
`;

const now = new Date('2026-11-02T08:00:00Z');

/** Loads a text as if it were /etc/shop/runbook.yaml. */
export function load(text: string, { sets = [] as readonly string[], at = now } = {}) {
  return loadConfig({ path: '/etc/shop/runbook.yaml', text, sets, now: at, ...knownNames });
}

/** What the user is told about a text, line by line; none when it is right. */
export function complaintsAbout(text: string, options: Parameters<typeof load>[1] = {}): readonly string[] {
  const loaded = load(text, options);
  return 'problems' in loaded ? formatProblems(loaded.problems, '/etc/shop').trimEnd().split('\n') : [];
}

/** The configuration of a text that is right. */
export function configOf(text: string, sets: readonly string[] = []): RunbookConfig {
  const loaded = load(text, { sets });
  if ('problems' in loaded) throw new Error(formatProblems(loaded.problems, '/etc/shop'));
  return loaded.config;
}
