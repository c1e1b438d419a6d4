import { windowSchedules } from './schedules.ts';
import { performanceReview } from './steps/performance-review.ts';
import { securityCheck } from './steps/security-check.ts';
import type { Window } from './window.ts';

/** The afternoon's look at performance and security. */
export const dailyAfternoon: Window = {
  id: 'daily-afternoon',
  title: 'Afternoon Operations',
  schedule: windowSchedules['daily-afternoon'],
  steps: [performanceReview, securityCheck],
};
