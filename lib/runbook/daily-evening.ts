import { windowSchedules } from './schedules.ts';
import { backupVerification } from './steps/backup-verification.ts';
import { logReview } from './steps/log-review.ts';
import type { Window } from './window.ts';

/** The backups and the logs, each evening. */
export const dailyEvening: Window = {
  id: 'daily-evening',
  title: 'Evening Operations',
  schedule: windowSchedules['daily-evening'],
  steps: [backupVerification, logReview],
};
