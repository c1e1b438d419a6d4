import { monitoringNoCriticalAlert } from '#lib/checks/monitoring/no-critical-alert.ts';
import { monitoringPrometheusReady } from '#lib/checks/monitoring/prometheus-ready.ts';
import { monitoringRulesEvaluate } from '#lib/checks/monitoring/rules-evaluate.ts';
import { monitoringTargetsUp } from '#lib/checks/monitoring/targets-up.ts';
import { monitoringWatchdogFires } from '#lib/checks/monitoring/watchdog-fires.ts';
import { monitoringWorkloadsAvailable } from '#lib/checks/monitoring/workloads-available.ts';
import { sloBurnRate } from '#lib/checks/slo/burn-rate.ts';
import { sloErrorBudget } from '#lib/checks/slo/error-budget.ts';
import type { Step } from '../window.ts';

/** Monitoring Check, as the morning has it. */
export const monitoringHealth: Step = {
  id: 'monitoring-health',
  title: 'Monitoring Check',
  rows: [
    { command: 'kubectl get pods -n monitoring', checks: [monitoringWorkloadsAvailable] },
    { command: 'kubectl get services -n monitoring', checks: [monitoringPrometheusReady] },
    {
      command:
        'curl -s http://prometheus-service:9090/api/v1/targets | jq \'.data.activeTargets[] | select(.health != "up")\'',
      checks: [
        monitoringTargetsUp,
        monitoringRulesEvaluate,
        monitoringNoCriticalAlert,
        monitoringWatchdogFires,
        sloErrorBudget,
        sloBurnRate,
      ],
    },
  ],
  actions: [
    { ifIssue: 'Prometheus Down', checks: [monitoringPrometheusReady, monitoringWorkloadsAvailable] },
    { ifIssue: 'Targets Down', checks: [monitoringTargetsUp] },
    {
      ifIssue: 'Critical Alerts',
      checks: [
        monitoringNoCriticalAlert,
        monitoringWatchdogFires,
        monitoringRulesEvaluate,
        sloErrorBudget,
        sloBurnRate,
      ],
    },
  ],
};
