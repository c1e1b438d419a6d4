import { accessBindingsResolve } from '#lib/checks/access/bindings-resolve.ts';
import { accessCapabilities } from '#lib/checks/access/capabilities.ts';
import { imagesPinned } from '#lib/checks/images/pinned.ts';
import { imagesRegistryScans } from '#lib/checks/images/registry-scans.ts';
import { imagesVulnerabilities } from '#lib/checks/images/vulnerabilities.ts';
import { networkPoliciesDefaultDeny } from '#lib/checks/network-policies/default-deny.ts';
import { networkPoliciesPodsCovered } from '#lib/checks/network-policies/pods-covered.ts';
import { podSecurityLevels } from '#lib/checks/pod-security/levels.ts';
import { podSecurityNamespaceLabels } from '#lib/checks/pod-security/namespace-labels.ts';
import type { Step } from '../window.ts';

/** Security Check, as the afternoon has it. */
export const securityCheck: Step = {
  id: 'security-check',
  title: 'Security Check',
  rows: [
    {
      command: 'kubectl get networkpolicies -n ecommerce',
      checks: [networkPoliciesPodsCovered, networkPoliciesDefaultDeny],
    },
    { command: 'kubectl get podsecuritypolicies', checks: [podSecurityLevels, podSecurityNamespaceLabels] },
    { command: 'kubectl get rbac -n ecommerce', checks: [accessCapabilities, accessBindingsResolve] },
    {
      command:
        'kubectl get pods -n ecommerce -o jsonpath=\'{range .items[*]}{.metadata.name}{"\\t"}{.spec.containers[*].image}{"\\n"}{end}\'',
      checks: [imagesPinned, imagesVulnerabilities, imagesRegistryScans],
    },
  ],
  actions: [
    { ifIssue: 'Network Policy Issues', checks: [networkPoliciesPodsCovered, networkPoliciesDefaultDeny] },
    { ifIssue: 'RBAC Issues', checks: [accessCapabilities, accessBindingsResolve] },
    {
      ifIssue: 'Security Vulnerabilities',
      checks: [imagesPinned, imagesVulnerabilities, imagesRegistryScans, podSecurityLevels, podSecurityNamespaceLabels],
    },
  ],
};
