import type { CheckResult, RunDocument } from '#lib/runs/run-document.ts';
import { applicationFindings, clusterFindings, monitoringFindings } from './sample-findings.ts';

const metricsDenied =
  'could not read the metrics of nodes (needs: list nodes in API group "metrics.k8s.io" (all namespaces)): 403 Forbidden';

/** The e-commerce platform on a bad Monday morning: a dozen findings, two checks blind, two that do not apply. */
export const sampleDocument: RunDocument = {
  schemaVersion: 1,
  run: {
    id: 'daily-morning.ecommerce-production.20260302T070000Z',
    window: 'daily-morning',
    cluster: 'ecommerce-production',
    scheduledAt: '2026-03-02T07:00:00Z',
    startedAt: '2026-03-02T07:00:00Z',
    finishedAt: '2026-03-02T07:00:00.412Z',
    judgedAt: '2026-03-02T07:00:00Z',
    status: 'unknown',
    comparedWith: 'daily-morning.ecommerce-production.20260301T070000Z',
  },
  steps: [
    {
      id: 'cluster-health',
      title: 'Cluster health',
      status: 'unknown',
      checks: [
        failed('nodes/ready', 'Every node is Ready', 6, [clusterFindings.nodeNotReady]),
        { ...passed('nodes/schedulable', 'Every node takes new pods', 6), findings: [clusterFindings.nodeCordoned] },
        unknown('nodes/usage', 'Every node uses less than it has', metricsDenied),
        unknown('pods/usage', 'Every pod stays within its limits', metricsDenied),
        failed('pods/start', 'Every pod starts', 60, [clusterFindings.imagePull, clusterFindings.crashLoop]),
        failed('pods/scheduled', 'Every pod finds a node', 60, [clusterFindings.unschedulable]),
        { ...passed('pods/leftovers', 'No evicted pod is left behind', 60), findings: [clusterFindings.evicted] },
        failed('services/endpoints', 'Every service has a ready endpoint', 14, [clusterFindings.noEndpoints]),
        {
          ...passed('pods/memory-kills', 'No container was killed for its memory', 60),
          reason: '3 pods of node ip-10-0-1-7 answer no longer and were judged by their last state',
        },
        passed('nodes/versions', 'Kubelets are of one version', 6),
      ],
    },
    {
      id: 'application-health',
      title: 'Application health',
      status: 'failed',
      checks: [
        failed('application/rollout', 'Every rollout finishes', 2, [applicationFindings.rolloutStuck]),
        failed('application/health', 'Every health endpoint answers 200', 2, [applicationFindings.health500]),
        passed('application/pods', 'The pods of every workload are ready', 9),
        failed('services/endpoints', 'Every service has a ready endpoint', 14, [clusterFindings.noEndpoints]),
      ],
    },
    {
      id: 'monitoring-health',
      title: 'Monitoring',
      status: 'failed',
      checks: [
        failed('prometheus/targets', 'Every Prometheus target is up', 41, [monitoringFindings.targetsDown]),
        failed('prometheus/alerts', 'No critical alert fires', 2, [monitoringFindings.criticalAlert]),
        passed('prometheus/reachable', 'Prometheus answers', 1),
        {
          ...passed('prometheus/watchdog', 'The Watchdog alert fires', 0),
          status: 'not-applicable',
          reason: 'no Watchdog is configured',
        },
        {
          ...passed('alertmanager/reachable', 'Alertmanager answers', 0),
          status: 'not-applicable',
          reason: 'no Alertmanager is configured',
        },
      ],
    },
  ],
  resolved: [
    {
      fingerprint: 'f-redis',
      check: 'application/replicas',
      severity: 'warning',
      subject: { kind: 'StatefulSet', namespace: 'ecommerce', name: 'redis' },
      message: 'StatefulSet redis has 1 of 2 replicas ready',
      firstSeenAt: '2026-02-26T07:00:00Z',
      runs: 4,
    },
  ],
  measurements: { 'nodes/allocated': { 'ip-10-0-1-7': { cpu: { requestsPercent: 71 } } } },
  reads: [
    { source: 'nodes', requests: 1, bytes: 61_204, items: 6, durationMs: 48, status: 'ok' },
    { source: 'pods', requests: 1, bytes: 702_113, items: 60, durationMs: 130, status: 'ok' },
    { source: 'services', requests: 1, bytes: 32_990, items: 14, durationMs: 51, status: 'ok' },
    {
      source: 'nodeMetrics',
      requests: 1,
      bytes: 312,
      items: 0,
      durationMs: 20,
      status: 'denied',
      error: metricsDenied,
    },
    { source: 'prometheusTargets', requests: 2, bytes: 40_100, items: 41, durationMs: 320, status: 'ok' },
  ],
};

function passed(id: string, title: string, examined: number): CheckResult {
  return { id, title, status: 'passed', examined, findings: [] };
}

function failed(id: string, title: string, examined: number, findings: CheckResult['findings']): CheckResult {
  return { id, title, status: 'failed', examined, findings };
}

function unknown(id: string, title: string, reason: string): CheckResult {
  return { id, title, status: 'unknown', reason, examined: 0, findings: [] };
}
