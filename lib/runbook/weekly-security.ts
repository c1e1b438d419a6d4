import { windowSchedules } from './schedules.ts';
import { accessReview } from './steps/access-review.ts';
import { securityAudit } from './steps/security-audit.ts';
import type { Window } from './window.ts';

/** The security review of the week. */
export const weeklySecurity: Window = {
  id: 'weekly-security',
  title: 'Security Review',
  schedule: windowSchedules['weekly-security'],
  steps: [securityAudit, accessReview],
};
