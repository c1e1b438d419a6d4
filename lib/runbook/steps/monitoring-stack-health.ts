import { monitoringAlertmanagerClustered } from '#lib/checks/monitoring/alertmanager-clustered.ts';
import { monitoringAlertmanagerReady } from '#lib/checks/monitoring/alertmanager-ready.ts';
import { monitoringConfigLoaded } from '#lib/checks/monitoring/config-loaded.ts';
import { monitoringPrometheusReady } from '#lib/checks/monitoring/prometheus-ready.ts';
import { monitoringRulesEvaluate } from '#lib/checks/monitoring/rules-evaluate.ts';
import { monitoringStorageHealthy } from '#lib/checks/monitoring/storage-healthy.ts';
import { monitoringTargetsUp } from '#lib/checks/monitoring/targets-up.ts';
import { monitoringWatchdogFires } from '#lib/checks/monitoring/watchdog-fires.ts';
import { monitoringWorkloadsAvailable } from '#lib/checks/monitoring/workloads-available.ts';
import { sloBurnRate } from '#lib/checks/slo/burn-rate.ts';
import { sloErrorBudget } from '#lib/checks/slo/error-budget.ts';
import type { Step } from '../window.ts';

/** Monitoring Stack Health, as the week has it. */
export const monitoringStackHealth: Step = {
  id: 'monitoring-stack-health',
  title: 'Monitoring Stack Health',
  rows: [
    { command: 'kubectl get pods -n monitoring', checks: [monitoringWorkloadsAvailable, monitoringStorageHealthy] },
    {
      command: 'kubectl get services -n monitoring',
      checks: [monitoringPrometheusReady, monitoringAlertmanagerReady, monitoringAlertmanagerClustered],
    },
    {
      command:
        'curl -s http://prometheus-service:9090/api/v1/targets | jq \'.data.activeTargets[] | select(.health != "up")\'',
      checks: [
        monitoringTargetsUp,
        monitoringConfigLoaded,
        monitoringRulesEvaluate,
        monitoringWatchdogFires,
        sloErrorBudget,
        sloBurnRate,
      ],
    },
  ],
  actions: [
    {
      ifIssue: 'Monitoring Down',
      checks: [
        monitoringPrometheusReady,
        monitoringAlertmanagerReady,
        monitoringAlertmanagerClustered,
        monitoringWorkloadsAvailable,
        monitoringStorageHealthy,
      ],
    },
    { ifIssue: 'Targets Down', checks: [monitoringTargetsUp, monitoringConfigLoaded] },
    {
      ifIssue: 'Alert Issues',
      checks: [monitoringRulesEvaluate, monitoringWatchdogFires, sloErrorBudget, sloBurnRate],
    },
  ],
};
