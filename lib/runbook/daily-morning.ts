import { jobsFinishInTime } from '#lib/checks/jobs/finish-in-time.ts';
import { jobsSucceeded } from '#lib/checks/jobs/succeeded.ts';
import { monitoringNoCriticalAlert } from '#lib/checks/monitoring/no-critical-alert.ts';
import { monitoringPrometheusReady } from '#lib/checks/monitoring/prometheus-ready.ts';
import { monitoringRulesEvaluate } from '#lib/checks/monitoring/rules-evaluate.ts';
import { monitoringTargetsUp } from '#lib/checks/monitoring/targets-up.ts';
import { monitoringWatchdogFires } from '#lib/checks/monitoring/watchdog-fires.ts';
import { monitoringWorkloadsAvailable } from '#lib/checks/monitoring/workloads-available.ts';
import { nodesConditionsHealthy } from '#lib/checks/nodes/conditions-healthy.ts';
import { nodesKubeletVersion } from '#lib/checks/nodes/kubelet-version.ts';
import { nodesReady } from '#lib/checks/nodes/ready.ts';
import { nodesSchedulable } from '#lib/checks/nodes/schedulable.ts';
import { podsConfigured } from '#lib/checks/pods/configured.ts';
import { podsImagesPulled } from '#lib/checks/pods/images-pulled.ts';
import { podsNoLeftovers } from '#lib/checks/pods/no-leftovers.ts';
import { podsPhaseKnown } from '#lib/checks/pods/phase-known.ts';
import { podsReady } from '#lib/checks/pods/ready.ts';
import { podsRestartsRare } from '#lib/checks/pods/restarts-rare.ts';
import { podsScheduled } from '#lib/checks/pods/scheduled.ts';
import { podsStartInTime } from '#lib/checks/pods/start-in-time.ts';
import { podsStayUp } from '#lib/checks/pods/stay-up.ts';
import { podsTerminateInTime } from '#lib/checks/pods/terminate-in-time.ts';
import { podsWithinMemory } from '#lib/checks/pods/within-memory.ts';
import { servicesHaveReadyEndpoints } from '#lib/checks/services/have-ready-endpoints.ts';
import { usageNodes } from '#lib/checks/usage/nodes.ts';
import { usagePods } from '#lib/checks/usage/pods.ts';
import { workloadsAvailable } from '#lib/checks/workloads/available.ts';
import { workloadsHealthEndpoints } from '#lib/checks/workloads/health-endpoints.ts';
import { workloadsPresent } from '#lib/checks/workloads/present.ts';
import { workloadsRolledOut } from '#lib/checks/workloads/rolled-out.ts';
import { workloadsServicesExposePort } from '#lib/checks/workloads/services-expose-port.ts';
import type { Step, Window } from './window.ts';

const clusterHealth: Step = {
  id: 'cluster-health',
  title: 'Cluster Health Check',
  rows: [
    { command: 'kubectl get nodes', checks: [nodesReady, nodesConditionsHealthy, nodesSchedulable, nodesKubeletVersion] },
    {
      command: 'kubectl get pods --all-namespaces',
      checks: [
        podsScheduled,
        podsImagesPulled,
        podsConfigured,
        podsStartInTime,
        podsStayUp,
        podsWithinMemory,
        podsRestartsRare,
        podsReady,
        podsTerminateInTime,
        podsPhaseKnown,
        podsNoLeftovers,
        jobsSucceeded,
        jobsFinishInTime,
      ],
    },
    { command: 'kubectl get services --all-namespaces', checks: [servicesHaveReadyEndpoints] },
    { command: 'kubectl top nodes', checks: [usageNodes] },
    { command: 'kubectl top pods --all-namespaces', checks: [usagePods] },
  ],
  actions: [
    { ifIssue: 'Node Not Ready', checks: [nodesReady, nodesConditionsHealthy, nodesSchedulable, nodesKubeletVersion] },
    {
      ifIssue: 'Pod Not Running',
      checks: [
        podsScheduled,
        podsImagesPulled,
        podsConfigured,
        podsStartInTime,
        podsStayUp,
        podsRestartsRare,
        podsReady,
        podsTerminateInTime,
        podsPhaseKnown,
        podsNoLeftovers,
        jobsSucceeded,
        jobsFinishInTime,
      ],
    },
    { ifIssue: 'High Resource Usage', checks: [usageNodes, usagePods, podsWithinMemory] },
  ],
};

const applicationHealth: Step = {
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
    { ifIssue: 'Service Unavailable', checks: [workloadsPresent, workloadsServicesExposePort, servicesHaveReadyEndpoints] },
    { ifIssue: 'High Error Rate', checks: [workloadsHealthEndpoints, workloadsAvailable, workloadsRolledOut] },
  ],
};

const monitoringHealth: Step = {
  id: 'monitoring-health',
  title: 'Monitoring Check',
  rows: [
    { command: 'kubectl get pods -n monitoring', checks: [monitoringWorkloadsAvailable] },
    { command: 'kubectl get services -n monitoring', checks: [monitoringPrometheusReady] },
    {
      command:
        'curl -s http://prometheus-service:9090/api/v1/targets | jq \'.data.activeTargets[] | select(.health != "up")\'',
      checks: [monitoringTargetsUp, monitoringRulesEvaluate, monitoringNoCriticalAlert, monitoringWatchdogFires],
    },
  ],
  actions: [
    { ifIssue: 'Prometheus Down', checks: [monitoringPrometheusReady, monitoringWorkloadsAvailable] },
    { ifIssue: 'Targets Down', checks: [monitoringTargetsUp] },
    { ifIssue: 'Critical Alerts', checks: [monitoringNoCriticalAlert, monitoringWatchdogFires, monitoringRulesEvaluate] },
  ],
};

/** The morning health check. */
export const dailyMorning: Window = {
  id: 'daily-morning',
  title: 'Morning Health Check',
  schedule: '0 8 * * *',
  steps: [clusterHealth, applicationHealth, monitoringHealth],
};
