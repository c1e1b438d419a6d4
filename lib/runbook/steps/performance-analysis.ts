import type { Step } from '../window.ts';
import { performanceMetricsReview } from './performance-metrics-review.ts';

/** Performance Analysis, as the first month of a quarter has it: the commands and actions are those of Monday. */
export const performanceAnalysis: Step = {
  ...performanceMetricsReview,
  id: 'performance-analysis',
  title: 'Performance Analysis',
};
