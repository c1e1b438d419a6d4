import type { Step } from '../window.ts';
import { clusterHealth } from './cluster-health.ts';

const ofNodes = checksWith('nodes/');
const ofPods = checksWith('pods/', 'jobs/');
const ofServices = checksWith('services/');
const ofUsage = checksWith('usage/');

/** Incident Detection: the whole cluster at a glance, by the checks of the morning's cluster health. */
export const incidentDetection: Step = {
  id: 'incident-detection',
  title: 'Incident Detection',
  rows: clusterHealth.rows,
  actions: [
    { ifIssue: 'Cluster Down', checks: ofNodes },
    { ifIssue: 'Service Down', checks: [...ofServices, ...ofPods] },
    { ifIssue: 'Resource Exhaustion', checks: ofUsage },
  ],
};

function checksWith(...prefixes: readonly string[]) {
  const all = clusterHealth.rows.flatMap((row) => row.checks);
  return all.filter((check) => prefixes.some((prefix) => check.id.startsWith(prefix)));
}
