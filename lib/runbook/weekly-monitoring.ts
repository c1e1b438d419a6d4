import { windowSchedules } from './schedules.ts';
import { alertReview } from './steps/alert-review.ts';
import { monitoringStackHealth } from './steps/monitoring-stack-health.ts';
import type { Window } from './window.ts';

/** The monitoring stack and its alerts, each Thursday. */
export const weeklyMonitoring: Window = {
  id: 'weekly-monitoring',
  title: 'Monitoring and Alerting',
  schedule: windowSchedules['weekly-monitoring'],
  steps: [monitoringStackHealth, alertReview],
};
