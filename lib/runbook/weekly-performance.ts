import { windowSchedules } from './schedules.ts';
import { capacityPlanning } from './steps/capacity-planning.ts';
import { performanceMetricsReview } from './steps/performance-metrics-review.ts';
import type { Window } from './window.ts';

/** Monday's performance analysis. */
export const weeklyPerformance: Window = {
  id: 'weekly-performance',
  title: 'Performance Analysis',
  schedule: windowSchedules['weekly-performance'],
  steps: [performanceMetricsReview, capacityPlanning],
};
