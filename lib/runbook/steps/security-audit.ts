import { accessAwsAuth } from '#lib/checks/access/aws-auth.ts';
import { accessBindingsResolve } from '#lib/checks/access/bindings-resolve.ts';
import { accessCapabilities } from '#lib/checks/access/capabilities.ts';
import { imagesPinned } from '#lib/checks/images/pinned.ts';
import { imagesPullPolicy } from '#lib/checks/images/pull-policy.ts';
import { imagesRegistriesAllowed } from '#lib/checks/images/registries-allowed.ts';
import { imagesRegistryScans } from '#lib/checks/images/registry-scans.ts';
import { imagesVulnerabilities } from '#lib/checks/images/vulnerabilities.ts';
import { networkPoliciesDefaultDeny } from '#lib/checks/network-policies/default-deny.ts';
import { networkPoliciesPodsCovered } from '#lib/checks/network-policies/pods-covered.ts';
import { networkPoliciesSelectPods } from '#lib/checks/network-policies/select-pods.ts';
import { podSecurityLevels } from '#lib/checks/pod-security/levels.ts';
import { podSecurityNamespaceLabels } from '#lib/checks/pod-security/namespace-labels.ts';
import type { Step } from '../window.ts';

const network = [networkPoliciesPodsCovered, networkPoliciesDefaultDeny, networkPoliciesSelectPods];
const podSecurity = [podSecurityLevels, podSecurityNamespaceLabels];
const access = [accessCapabilities, accessBindingsResolve, accessAwsAuth];
const images = [imagesPinned, imagesPullPolicy, imagesRegistriesAllowed, imagesVulnerabilities, imagesRegistryScans];

/** Security Audit, as the weekly and the monthly security windows have it. */
export const securityAudit: Step = {
  id: 'security-audit',
  title: 'Security Audit',
  rows: [
    { command: 'kubectl get networkpolicies -n ecommerce', checks: network },
    { command: 'kubectl get podsecuritypolicies', checks: podSecurity },
    { command: 'kubectl get rbac -n ecommerce', checks: access },
    {
      command:
        'kubectl get pods -n ecommerce -o jsonpath=\'{range .items[*]}{.metadata.name}{"\\t"}{.spec.containers[*].image}{"\\n"}{end}\'',
      checks: images,
    },
  ],
  actions: [
    { ifIssue: 'Security Policy Violations', checks: [...network, ...podSecurity] },
    { ifIssue: 'RBAC Issues', checks: access },
    { ifIssue: 'Vulnerabilities', checks: images },
  ],
};
