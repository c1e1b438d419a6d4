import { servicesHaveReadyEndpoints } from '#lib/checks/services/have-ready-endpoints.ts';
import { workloadsAvailable } from '#lib/checks/workloads/available.ts';
import { workloadsHealthEndpoints } from '#lib/checks/workloads/health-endpoints.ts';
import { workloadsPresent } from '#lib/checks/workloads/present.ts';
import { workloadsRolledOut } from '#lib/checks/workloads/rolled-out.ts';
import { workloadsServicesExposePort } from '#lib/checks/workloads/services-expose-port.ts';
import type { Step } from '../window.ts';

/** Application Health Check, as the morning has it. */
export const applicationHealth: Step = {
  id: 'application-health',
  title: 'Application Health Check',
  rows: [
    { command: 'kubectl get pods -n ecommerce', checks: [workloadsPresent] },
    { command: 'kubectl get services -n ecommerce', checks: [workloadsServicesExposePort] },
    { command: 'kubectl get deployments -n ecommerce', checks: [workloadsAvailable, workloadsRolledOut] },
    { command: 'curl -f http://ecommerce-backend-service:8080/health', checks: [workloadsHealthEndpoints] },
    { command: 'curl -f http://ecommerce-frontend-service:80/health', checks: [workloadsHealthEndpoints] },
  ],
  actions: [
    { ifIssue: 'Health Check Failing', checks: [workloadsHealthEndpoints] },
    {
      ifIssue: 'Service Unavailable',
      checks: [workloadsPresent, workloadsServicesExposePort, servicesHaveReadyEndpoints],
    },
    { ifIssue: 'High Error Rate', checks: [workloadsHealthEndpoints, workloadsAvailable, workloadsRolledOut] },
  ],
};
