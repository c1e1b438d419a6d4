import { configurationAsApplied } from '#lib/checks/configuration/as-applied.ts';
import { configurationAsApproved } from '#lib/checks/configuration/as-approved.ts';
import { configurationCertificatesValid } from '#lib/checks/configuration/certificates-valid.ts';
import { configurationConfigMapReferences } from '#lib/checks/configuration/config-map-references.ts';
import { configurationConfigMapsPresent } from '#lib/checks/configuration/config-maps-present.ts';
import { configurationPodsCurrent } from '#lib/checks/configuration/pods-current.ts';
import { configurationSecretReferences } from '#lib/checks/configuration/secret-references.ts';
import { configurationSecretsPresent } from '#lib/checks/configuration/secrets-present.ts';
import { configurationSecretsRotated } from '#lib/checks/configuration/secrets-rotated.ts';
import type { Step } from '../window.ts';

/** Configuration Review. */
export const configurationReview: Step = {
  id: 'configuration-review',
  title: 'Configuration Review',
  rows: [
    { command: 'kubectl get configmaps -n ecommerce', checks: [configurationConfigMapReferences] },
    {
      command: 'kubectl describe configmap ecommerce-app-config -n ecommerce',
      checks: [
        configurationConfigMapsPresent,
        configurationAsApplied,
        configurationAsApproved,
        configurationPodsCurrent,
      ],
    },
    { command: 'kubectl get secrets -n ecommerce', checks: [configurationSecretReferences] },
    {
      command: 'kubectl describe secret postgresql-secrets -n ecommerce',
      checks: [configurationSecretsPresent, configurationSecretsRotated, configurationCertificatesValid],
    },
  ],
  actions: [
    {
      ifIssue: 'Configuration Drift',
      checks: [configurationAsApplied, configurationAsApproved, configurationPodsCurrent],
    },
    {
      ifIssue: 'Secret Issues',
      checks: [configurationSecretsPresent, configurationSecretsRotated, configurationCertificatesValid],
    },
    {
      ifIssue: 'Missing Configurations',
      checks: [configurationConfigMapsPresent, configurationConfigMapReferences, configurationSecretReferences],
    },
  ],
};
