import { windowSchedules } from './schedules.ts';
import { capacityPlanning } from './steps/capacity-planning.ts';
import { performanceAnalysis } from './steps/performance-analysis.ts';
import type { Window } from './window.ts';

/** The performance optimization of the first month of a quarter. */
export const monthlyPerformance: Window = {
  id: 'monthly-performance',
  title: 'Performance Optimization',
  schedule: windowSchedules['monthly-performance'],
  steps: [performanceAnalysis, capacityPlanning],
};
