import { capacityPlanning } from './steps/capacity-planning.ts';
import { performanceAnalysis } from './steps/performance-analysis.ts';
import type { Window } from './window.ts';

/** The performance optimization of the first month of a quarter. */
export const monthlyPerformance: Window = {
  id: 'monthly-performance',
  title: 'Performance Optimization',
  schedule: '0 10 1 1,4,7,10 *',
  steps: [performanceAnalysis, capacityPlanning],
};
