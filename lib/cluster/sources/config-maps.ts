import type { ConfigMap as RawConfigMap } from 'kubernetes-types/core/v1.d.ts';
import { defineSource } from '../source.ts';
import { chooseDigest, type Digest } from './approved-baseline.ts';
import { type DataChange, dataChangesOf } from './field-changes.ts';
import { claimedFormat, type ValueFormat } from './value-format.ts';

/** One value of a ConfigMap. The text is kept only where its key claims a format that can be checked. */
export interface ConfigMapEntry {
  readonly key: string;
  readonly bytes: number;
  readonly digest: string;
  readonly claimed: { readonly format: ValueFormat; readonly text: string } | null;
}

/** A ConfigMap reduced to what its configuration is judged by. */
export interface ConfigMap {
  readonly namespace: string;
  readonly name: string;
  readonly createdAt: string | null;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: readonly string[];
  /** Written by a controller that owns it. */
  readonly isOwned: boolean;
  readonly entries: readonly ConfigMapEntry[];
  /** Newest first. */
  readonly changes: readonly DataChange[];
  /** Digests of what `kubectl apply` wrote last, by key; null where the object was not applied so, or cannot be read. */
  readonly applied: Readonly<Record<string, string>> | null;
}

const lastApplied = 'kubectl.kubernetes.io/last-applied-configuration';

/** The ConfigMaps of the application's namespaces. */
export const configMaps = defineSource({
  name: 'configMaps',
  title: 'ConfigMaps in the application’s namespaces',
  permissions: ({ namespaces }) => [{ verb: 'list', group: '', resource: 'configmaps', namespaces }],
  async load(api, context) {
    const digest = await chooseDigest(context);
    const project = (raw: RawConfigMap) => toConfigMap(raw, digest);
    // Few to a page: each may hold a megabyte.
    const lists = await Promise.all(
      context.config.namespaces.map((namespace) =>
        api.list(`/api/v1/namespaces/${namespace}/configmaps`, project, { limit: 50 }),
      ),
    );
    return lists.flat();
  },
});

/** Projects a ConfigMap as the API prints it. */
export function toConfigMap(raw: RawConfigMap, digest: Digest): ConfigMap {
  const metadata = raw.metadata ?? {};
  const annotations = metadata.annotations ?? {};
  return {
    namespace: metadata.namespace ?? '',
    name: metadata.name ?? '',
    createdAt: metadata.creationTimestamp ?? null,
    labels: metadata.labels ?? {},
    annotations: Object.keys(annotations),
    isOwned: metadata.ownerReferences?.some((reference) => reference.controller) ?? false,
    entries: [
      ...Object.entries(raw.data ?? {}).map(([key, text]) => toEntry(key, text, digest)),
      ...Object.entries(raw.binaryData ?? {}).map(([key, base64]) => toBinaryEntry(key, base64, digest)),
    ],
    changes: dataChangesOf(metadata),
    applied: readApplied(annotations[lastApplied], digest),
  };
}

function toEntry(key: string, text: string, digest: Digest): ConfigMapEntry {
  const format = claimedFormat(key, text);
  return { key, bytes: Buffer.byteLength(text), digest: digest(text), claimed: format && { format, text } };
}

function toBinaryEntry(key: string, base64: string, digest: Digest): ConfigMapEntry {
  const bytes = Buffer.from(base64, 'base64');
  return { key, bytes: bytes.length, digest: digest(bytes), claimed: null };
}

function readApplied(annotation: string | undefined, digest: Digest): ConfigMap['applied'] {
  const { data, binaryData } = parseObject(annotation) ?? {};
  if (data === undefined && binaryData === undefined) return null;
  const texts = Object.entries(data ?? {}).map(([key, text]) => [key, digest(String(text))]);
  const bytes = Object.entries(binaryData ?? {}).map(([key, text]) => [
    key,
    digest(Buffer.from(String(text), 'base64')),
  ]);
  return Object.fromEntries([...texts, ...bytes]) as Record<string, string>;
}

/** Anybody may write the annotation; what is no object says nothing. */
function parseObject(text: string | undefined): { data?: object | null; binaryData?: object | null } | null {
  if (text === undefined) return null;
  try {
    const parsed: unknown = JSON.parse(text);
    return typeof parsed === 'object' ? parsed : null;
  } catch {
    return null;
  }
}
