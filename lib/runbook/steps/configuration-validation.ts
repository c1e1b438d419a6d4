import { configurationEnvironmentComplete } from '#lib/checks/configuration/environment-complete.ts';
import { configurationValuesParse } from '#lib/checks/configuration/values-parse.ts';
import type { Step } from '../window.ts';

/** Configuration Validation. */
export const configurationValidation: Step = {
  id: 'configuration-validation',
  title: 'Configuration Validation',
  rows: [
    {
      command: "kubectl get configmap ecommerce-app-config -n ecommerce -o yaml | yq eval '.data' -",
      checks: [configurationValuesParse],
    },
    {
      command: 'kubectl exec -it ecommerce-backend-pod -n ecommerce -- env | grep DATABASE',
      checks: [configurationEnvironmentComplete],
    },
  ],
  actions: [
    { ifIssue: 'Syntax Errors', checks: [configurationValuesParse] },
    { ifIssue: 'Access Issues', checks: [configurationEnvironmentComplete] },
    { ifIssue: 'Validation Failures', checks: [configurationValuesParse, configurationEnvironmentComplete] },
  ],
};
