import { complianceReview } from './steps/compliance-review.ts';
import { securityAudit } from './steps/security-audit.ts';
import type { Window } from './window.ts';

/** The hardening of the second month of each quarter. */
export const monthlySecurity: Window = {
  id: 'monthly-security',
  title: 'Security Hardening',
  schedule: '0 10 1 2,5,8,11 *',
  steps: [securityAudit, complianceReview],
};
