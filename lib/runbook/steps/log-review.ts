import { logsErrorsRare } from '#lib/checks/logs/errors-rare.ts';
import { logsNoCriticalErrors } from '#lib/checks/logs/no-critical-errors.ts';
import { logsWarningsRare } from '#lib/checks/logs/warnings-rare.ts';
import type { Step } from '../window.ts';

const review = [logsNoCriticalErrors, logsErrorsRare, logsWarningsRare];

/** Log Review. Each check reads all the logs that the step's commands name. */
export const logReview: Step = {
  id: 'log-review',
  title: 'Log Review',
  rows: [
    { command: 'kubectl logs -l app=ecommerce-backend -n ecommerce --tail=100 | grep -i error', checks: review },
    { command: 'kubectl logs -l app=ecommerce-frontend -n ecommerce --tail=100 | grep -i error', checks: review },
    { command: 'kubectl logs -l app=kube-proxy -n kube-system --tail=50 | grep -i error', checks: review },
  ],
  actions: [
    { ifIssue: 'Critical Errors', checks: [logsNoCriticalErrors, logsErrorsRare] },
    { ifIssue: 'Warning Messages', checks: [logsWarningsRare] },
    { ifIssue: 'System Errors', checks: review },
  ],
};
