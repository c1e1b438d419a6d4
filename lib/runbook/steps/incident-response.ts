import { incidentApplicationLogs } from '#lib/checks/incident/application-logs.ts';
import { incidentProbableCauses } from '#lib/checks/incident/probable-causes.ts';
import { incidentSystemEvents } from '#lib/checks/incident/system-events.ts';
import type { Step } from '../window.ts';

/** Incident Response: what the applications and the cluster say, on one timeline, and what probably began it. */
export const incidentResponse: Step = {
  id: 'incident-response',
  title: 'Incident Response',
  rows: [
    { command: 'kubectl logs -l app=ecommerce-backend -n ecommerce --tail=100', checks: [incidentApplicationLogs] },
    { command: 'kubectl logs -l app=ecommerce-frontend -n ecommerce --tail=100', checks: [incidentApplicationLogs] },
    {
      command: "kubectl get events --all-namespaces --sort-by='.lastTimestamp'",
      checks: [incidentProbableCauses, incidentSystemEvents],
    },
  ],
  actions: [
    { ifIssue: 'Application Errors', checks: [incidentApplicationLogs] },
    { ifIssue: 'System Errors', checks: [incidentSystemEvents] },
    { ifIssue: 'Critical Errors', checks: [incidentProbableCauses] },
  ],
};
