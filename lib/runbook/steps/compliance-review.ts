import { complianceControls } from '#lib/checks/compliance/controls.ts';
import { networkPoliciesDefaultDeny } from '#lib/checks/network-policies/default-deny.ts';
import { networkPoliciesPodsCovered } from '#lib/checks/network-policies/pods-covered.ts';
import { networkPoliciesSelectPods } from '#lib/checks/network-policies/select-pods.ts';
import { podSecurityLevels } from '#lib/checks/pod-security/levels.ts';
import type { Step } from '../window.ts';

/** Compliance Review, as the monthly security window has it. */
export const complianceReview: Step = {
  id: 'compliance-review',
  title: 'Compliance Review',
  rows: [
    {
      command:
        'kubectl get pods -n ecommerce -o jsonpath=\'{range .items[*]}{.metadata.name}{"\\t"}{.spec.securityContext}{"\\n"}{end}\'',
      checks: [complianceControls, podSecurityLevels],
    },
    {
      command: 'kubectl get networkpolicies -n ecommerce -o yaml',
      checks: [complianceControls, networkPoliciesPodsCovered, networkPoliciesDefaultDeny, networkPoliciesSelectPods],
    },
  ],
  actions: [
    { ifIssue: 'Compliance Violations', checks: [complianceControls, podSecurityLevels] },
    { ifIssue: 'Security Gaps', checks: [networkPoliciesPodsCovered, networkPoliciesDefaultDeny] },
    { ifIssue: 'Audit Issues', checks: [complianceControls, networkPoliciesSelectPods] },
  ],
};
