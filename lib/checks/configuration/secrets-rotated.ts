import { namedSecrets } from '#lib/cluster/sources/named-secrets.ts';
import { defineCheck } from '../check.ts';
import { ageMs } from '../duration.ts';
import { noNamedSecrets } from './not-configured.ts';

const dayMs = 24 * 60 * 60_000;

/**
 * The named Secrets were changed within the last 90 days (CIS and PCI DSS both ask for credentials to change that often).
 * The time is that of the last change to the data by managedFields, else of the creation.
 *
 * Reads: v1 Secret by name, .metadata
 * Quiet for: certificates and registry credentials (kubernetes.io/tls, dockerconfigjson), which have an end of their own
 */
export const configurationSecretsRotated = defineCheck({
  id: 'configuration/secrets-rotated',
  title: 'Secrets are changed regularly',
  severity: 'info',
  remediation: [
    { text: 'See since when it has stood.', command: 'kubectl get secret {name} -n {namespace} --show-managed-fields' },
    {
      text: 'Change the credential where it is used, then the Secret, then restart the pods that read it.',
      verify: 'kubectl get secret {name} -n {namespace} --show-managed-fields',
    },
  ],
  reads: [namedSecrets],
  settings: { rotationDays: 90 },
  *run(data, { now, settings }) {
    const judged = data.namedSecrets.flatMap(({ namespace, name, found }) =>
      found && !/^kubernetes\.io\/(tls|docker)/.test(found.type) ? [{ namespace, name, found }] : [],
    );
    for (const { namespace, name, found } of judged) {
      const changedAt = found.changes[0]?.at ?? found.createdAt;
      const days = Math.floor(ageMs(now, changedAt) / dayMs);
      if (days <= settings.rotationDays) continue;
      yield {
        subject: { kind: 'Secret', namespace, name },
        message: `Secret ${namespace}/${name} has not been changed for ${days} days, ${settings.rotationDays} are allowed`,
        since: changedAt,
        evidence: { days, changedAt },
      };
    }
    return judged.length > 0 ? judged.length : { notApplicable: noNamedSecrets };
  },
});
