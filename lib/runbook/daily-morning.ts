import { windowSchedules } from './schedules.ts';
import { applicationHealth } from './steps/application-health.ts';
import { clusterHealth } from './steps/cluster-health.ts';
import { monitoringHealth } from './steps/monitoring-health.ts';
import type { Window } from './window.ts';

/** The morning health check. */
export const dailyMorning: Window = {
  id: 'daily-morning',
  title: 'Morning Health Check',
  schedule: windowSchedules['daily-morning'],
  steps: [clusterHealth, applicationHealth, monitoringHealth],
};
