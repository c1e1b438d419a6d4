import { createHash } from 'node:crypto';
import type { PodSpec, Secret as RawSecret } from 'kubernetes-types/core/v1.d.ts';
import { mergePatch } from '#lib/cluster/embedded/overlay.ts';
import { type ConfigMap, toConfigMap } from '#lib/cluster/sources/config-maps.ts';
import { type NamedSecret, toFound } from '#lib/cluster/sources/named-secrets.ts';
import { type PodReferences, toPodReferences } from '#lib/cluster/sources/pod-references.ts';
import { type TemplateReferences, toTemplateReferences } from '#lib/cluster/sources/template-references.ts';
import { minutesAgo } from '../../support/observe.ts';

/** A digest that tests can foresee. */
export function digest(value: string | Buffer): string {
  return createHash('sha256').update(value).digest('hex').slice(0, 8);
}

/** ConfigMap shop/settings with this data, as the source projects it; `metadata` is put on it. */
export function buildConfigMap(data: Record<string, string>, metadata: object = {}): ConfigMap {
  const raw = { metadata: { name: 'settings', namespace: 'shop', ...metadata }, data };
  return toConfigMap(raw, digest);
}

/** managedFields of one writer that set these keys, so many minutes ago. */
export function writtenBy(manager: string, keys: readonly string[], minutes: number): object {
  const fields = Object.fromEntries(keys.map((key) => [`f:${key}`, {}]));
  return { managedFields: [{ manager, time: minutesAgo(minutes), fieldsV1: { 'f:data': fields } }] };
}

/** Secret shop/db with these values, as the source projects it; null: there is none. */
export function buildSecret(values: Record<string, string> | null, tweak: object = {}): NamedSecret {
  const named = { written: 'shop/db', namespace: 'shop', name: 'db' };
  if (!values) return { ...named, found: null };
  const data = Object.fromEntries(
    Object.entries(values).map(([key, value]) => [key, Buffer.from(value).toString('base64')]),
  );
  const raw = { metadata: { name: 'db', creationTimestamp: minutesAgo(60) }, type: 'Opaque', data };
  return { ...named, found: toFound(mergePatch(raw, tweak) as RawSecret, digest) };
}

/** A container `app` with these references. */
export function withApp(container: object, spec: object = {}): PodSpec {
  return { containers: [{ name: 'app', image: 'shop/cart:1', ...container }], ...spec };
}

/** Deployment shop/cart with this pod specification, as the source projects it. */
export function buildTemplate(spec: PodSpec, owner: object = {}): TemplateReferences {
  return toTemplateReferences('Deployment', {
    metadata: { name: 'cart', namespace: 'shop' },
    spec: { template: { spec }, ...owner },
  });
}

/** A running pod of Deployment shop/cart that started an hour ago. */
export function buildPod(spec: PodSpec, tweak: object = {}): PodReferences {
  const owner = { apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'cart-5d8f', uid: 'u', controller: true };
  const raw = {
    metadata: {
      name: 'cart-5d8f-a',
      namespace: 'shop',
      labels: { 'pod-template-hash': '5d8f' },
      ownerReferences: [owner],
    },
    spec,
    status: {
      phase: 'Running',
      containerStatuses: [{ name: 'app', state: { running: { startedAt: minutesAgo(60) } } }],
    },
  };
  return toPodReferences(mergePatch(raw, tweak) as Parameters<typeof toPodReferences>[0]);
}
