import { accessAsReviewed } from '#lib/checks/access/as-reviewed.ts';
import { accessAwsAuth } from '#lib/checks/access/aws-auth.ts';
import { accessBindingsResolve } from '#lib/checks/access/bindings-resolve.ts';
import { accessCapabilities } from '#lib/checks/access/capabilities.ts';
import { accessIamRoles } from '#lib/checks/access/iam-roles.ts';
import { accessServiceAccountsUsed } from '#lib/checks/access/service-accounts-used.ts';
import { accessTokensNeeded } from '#lib/checks/access/tokens-needed.ts';
import type { Step } from '../window.ts';

/** Access Review, as the weekly security window has it. */
export const accessReview: Step = {
  id: 'access-review',
  title: 'Access Review',
  rows: [
    {
      command: 'kubectl get serviceaccounts -n ecommerce',
      checks: [accessServiceAccountsUsed, accessTokensNeeded, accessIamRoles],
    },
    { command: 'kubectl get roles -n ecommerce', checks: [accessCapabilities] },
    { command: 'kubectl get rolebindings -n ecommerce', checks: [accessCapabilities, accessBindingsResolve] },
    { command: 'kubectl get clusterroles | grep ecommerce', checks: [accessCapabilities] },
    {
      command: 'kubectl get clusterrolebindings | grep ecommerce',
      checks: [accessCapabilities, accessAsReviewed, accessBindingsResolve, accessAwsAuth],
    },
  ],
  actions: [
    {
      ifIssue: 'Excessive Permissions',
      checks: [accessCapabilities, accessAsReviewed, accessServiceAccountsUsed, accessTokensNeeded, accessIamRoles],
    },
    { ifIssue: 'Missing Permissions', checks: [accessBindingsResolve] },
    { ifIssue: 'Access Issues', checks: [accessAwsAuth, accessBindingsResolve] },
  ],
};
