import { windowSchedules } from './schedules.ts';
import { complianceReview } from './steps/compliance-review.ts';
import { securityAudit } from './steps/security-audit.ts';
import type { Window } from './window.ts';

/** The hardening of the second month of each quarter. */
export const monthlySecurity: Window = {
  id: 'monthly-security',
  title: 'Security Hardening',
  schedule: windowSchedules['monthly-security'],
  steps: [securityAudit, complianceReview],
};
