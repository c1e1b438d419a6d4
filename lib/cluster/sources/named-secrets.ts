import { X509Certificate } from 'node:crypto';
import type { Secret as RawSecret } from 'kubernetes-types/core/v1.d.ts';
import type { RunbookConfig } from '#lib/config/schema.ts';
import type { ClusterApi } from '../cluster-api.ts';
import { ReadError } from '../read-error.ts';
import { defineSource } from '../source.ts';
import { chooseDigest, type Digest } from './approved-baseline.ts';
import { type DataChange, dataChangesOf } from './field-changes.ts';
import { type NamedObject, parseNamed } from './named-objects.ts';

/** A certificate that stands in a Secret. */
export interface SecretCertificate {
  readonly key: string;
  /** The subject's common name, or what else names it. */
  readonly subject: string;
  /** ISO; null when the certificate does not parse. */
  readonly expiresAt: string | null;
}

/** A Secret without its values: they are digested and dropped as it is read. */
export interface NamedSecret extends NamedObject {
  /** Null when there is no such Secret. */
  readonly found: {
    readonly type: string;
    readonly createdAt: string | null;
    readonly changes: readonly DataChange[];
    readonly entries: readonly { readonly key: string; readonly bytes: number; readonly digest: string }[];
    readonly certificates: readonly SecretCertificate[];
  } | null;
}

/** The Secrets that the configuration names, each got by its name: none is listed, no other can be read. */
export const namedSecrets = defineSource({
  name: 'namedSecrets',
  title: 'the Secrets that the configuration names',
  permissions: (config) =>
    [...Map.groupBy(secretsOf(config), ({ namespace }) => namespace)].map(([namespace, members]) => ({
      verb: 'get',
      group: '',
      resource: 'secrets',
      namespaces: [namespace],
      names: [...new Set(members.map(({ name }) => name))],
    })),
  async load(api, context) {
    const digest = await chooseDigest(context);
    return Promise.all(secretsOf(context.config).map((named) => loadSecret(api, named, digest)));
  },
});

function secretsOf({ configuration, namespaces }: RunbookConfig): NamedObject[] {
  return parseNamed(configuration.secrets, namespaces);
}

async function loadSecret(api: ClusterApi, named: NamedObject, digest: Digest): Promise<NamedSecret> {
  try {
    const raw = await api.get<RawSecret>(`/api/v1/namespaces/${named.namespace}/secrets/${named.name}`);
    return { ...named, found: toFound(raw, digest) };
  } catch (error) {
    if (error instanceof ReadError && error.failure === 'absent') return { ...named, found: null };
    throw error;
  }
}

/** Projects a Secret as the API prints it; values go no further than this. */
export function toFound(raw: RawSecret, digest: Digest): NonNullable<NamedSecret['found']> {
  const values = Object.entries(raw.data ?? {}).map(([key, base64]) => ({ key, value: Buffer.from(base64, 'base64') }));
  return {
    type: raw.type ?? 'Opaque',
    createdAt: raw.metadata?.creationTimestamp ?? null,
    changes: dataChangesOf(raw.metadata ?? {}),
    entries: values.map(({ key, value }) => ({ key, bytes: value.length, digest: digest(value) })),
    certificates: values.flatMap(({ key, value }) => certificatesIn(key, value.toString('latin1'))),
  };
}

/** A bundle of authorities can be long; what matters stands first. */
const maxCertificates = 20;

function certificatesIn(key: string, text: string): SecretCertificate[] {
  const blocks = text.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
  return blocks.slice(0, maxCertificates).map((pem) => parseCertificate(key, pem));
}

function parseCertificate(key: string, pem: string): SecretCertificate {
  try {
    const { subject, subjectAltName, validToDate } = new X509Certificate(pem);
    const commonName = /^CN=(.+)$/m.exec(subject ?? '')?.[1];
    return { key, subject: commonName ?? subjectAltName ?? subject ?? '', expiresAt: validToDate.toISOString() };
  } catch {
    return { key, subject: '', expiresAt: null };
  }
}
