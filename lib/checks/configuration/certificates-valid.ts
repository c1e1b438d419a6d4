import { type NamedSecret, namedSecrets, type SecretCertificate } from '#lib/cluster/sources/named-secrets.ts';
import { defineCheck, type Observation, type Severity } from '../check.ts';
import { formatDuration } from '../duration.ts';

const dayMs = 24 * 60 * 60_000;

/**
 * The certificates in the named Secrets are valid and will be for a while. 30 days: a renewal at two thirds of 90 days
 * has failed (cert-manager, ACME); 14: a person must act; 7: nothing renews by itself any more.
 *
 * Reads: v1 Secret by name, the end of validity of each certificate in it
 * Quiet for: Secrets without certificates
 */
export const configurationCertificatesValid = defineCheck({
  id: 'configuration/certificates-valid',
  title: 'Certificates are valid for weeks to come',
  severity: 'warning',
  remediation: [
    { text: 'See who issues it.', command: 'kubectl describe secret {name} -n {namespace}' },
    {
      text: 'Where cert-manager makes it, see why it was not renewed.',
      command: 'kubectl get certificates -n {namespace}',
    },
    {
      text: 'Renew the certificate and put it into the Secret; what reads it only at its start is to be restarted.',
      verify: 'kubectl get secret {name} -n {namespace} --show-managed-fields',
    },
  ],
  reads: [namedSecrets],
  settings: { infoDays: 30, warningDays: 14, criticalDays: 7 },
  *run(data, { now, settings }) {
    let examined = 0;
    for (const secret of data.namedSecrets) {
      for (const [key, certificates] of Map.groupBy(secret.found?.certificates ?? [], ({ key }) => key)) {
        examined += certificates.length;
        const observation = judge(secret, key, certificates, now, settings);
        if (observation) yield observation;
      }
    }
    return examined > 0 ? examined : { notApplicable: 'no named Secret holds a certificate' };
  },
});

interface Limits {
  readonly infoDays: number;
  readonly warningDays: number;
  readonly criticalDays: number;
}

/** One observation for a key, on the certificate that ends first: a chain is as good as its worst part. */
function judge(
  { namespace, name }: NamedSecret,
  key: string,
  certificates: readonly SecretCertificate[],
  now: Date,
  limits: Limits,
): Observation | null {
  const base = { subject: { kind: 'Secret', namespace, name }, discriminator: key };
  const head = `Secret ${namespace}/${name}, ${key}`;
  const unreadable = certificates.find(({ expiresAt }) => expiresAt === null);
  if (unreadable) return { ...base, message: `${head}: a certificate in it cannot be parsed`, evidence: { key } };
  const [first] = certificates.toSorted((a, b) => Date.parse(a.expiresAt ?? '') - Date.parse(b.expiresAt ?? ''));
  const leftMs = Date.parse(first?.expiresAt ?? '') - now.getTime();
  const severity = severityOf(leftMs / dayMs, limits);
  if (!severity || !first) return null;
  const when = leftMs < 0 ? `ended ${formatDuration(-leftMs)} ago` : `ends in ${formatDuration(leftMs)}`;
  return {
    ...base,
    severity,
    message: `${head}: the certificate of ${first.subject} ${when} (${first.expiresAt})`,
    evidence: { key, certificate: first.subject, expiresAt: first.expiresAt },
  };
}

function severityOf(daysLeft: number, { infoDays, warningDays, criticalDays }: Limits): Severity | null {
  if (daysLeft < criticalDays) return 'critical';
  if (daysLeft < warningDays) return 'warning';
  return daysLeft < infoDays ? 'info' : null;
}
