import { monitoringAlertmanagerLogClean } from '#lib/checks/monitoring/alertmanager-log-clean.ts';
import { monitoringAlertsNotStale } from '#lib/checks/monitoring/alerts-not-stale.ts';
import { monitoringAlertsWorthReading } from '#lib/checks/monitoring/alerts-worth-reading.ts';
import { monitoringNoCriticalAlert } from '#lib/checks/monitoring/no-critical-alert.ts';
import { monitoringReceiversNotify } from '#lib/checks/monitoring/receivers-notify.ts';
import { monitoringSilencesJustified } from '#lib/checks/monitoring/silences-justified.ts';
import type { Step } from '../window.ts';

/** Alert Review, as the week has it. */
export const alertReview: Step = {
  id: 'alert-review',
  title: 'Alert Review',
  rows: [
    {
      command:
        'curl -s http://prometheus-service:9090/api/v1/alerts | jq \'.data.alerts[] | select(.state == "firing")\'',
      checks: [monitoringNoCriticalAlert, monitoringAlertsNotStale, monitoringAlertsWorthReading],
    },
    {
      command: 'kubectl logs -l app=alertmanager -n monitoring --tail=100',
      checks: [monitoringAlertmanagerLogClean, monitoringReceiversNotify, monitoringSilencesJustified],
    },
  ],
  actions: [
    {
      ifIssue: 'False Alerts',
      checks: [monitoringNoCriticalAlert, monitoringAlertsNotStale, monitoringAlertsWorthReading],
    },
    {
      ifIssue: 'Missing Alerts',
      checks: [monitoringReceiversNotify, monitoringSilencesJustified, monitoringAlertmanagerLogClean],
    },
    { ifIssue: 'Alert Fatigue', checks: [monitoringAlertsWorthReading, monitoringAlertsNotStale] },
  ],
};
