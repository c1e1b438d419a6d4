import { redactUrls } from '../redact-urls.ts';
import type { KubeObject } from './snapshot.ts';

/** What of an object's values may leave the cluster. Values of Secrets and of environment literals never do. */
export interface RedactOptions {
  readonly keepConfigMapValues: boolean;
}

/**
 * A copy of an object without what is known to be secret. Redacted are the values of Secrets and ConfigMaps, of environment
 * literals and probe headers, what arguments give to options that sound secret, passwords in URLs, and annotations that
 * sound secret; managedFields and copies of the whole object in annotations are dropped. Keys and sizes are kept. What
 * people write where it does not belong (a password in an event's message) stays.
 */
export function redactObject(object: KubeObject, options: RedactOptions): KubeObject {
  return { ...(redactValue(object, '') as KubeObject), ...redactData(object, options) };
}

/** `REDACTED (12 bytes)`, counted in UTF-8. */
function redacted(value: string | Buffer): string {
  return `REDACTED (${Buffer.byteLength(value)} bytes)`;
}

const SOUNDS_SECRET = /pass|secret|token|credential|private|api-?_?key|auth/i;
const COPIES = /last-applied|last-used-config/;

function redactAnnotations(annotations: object): object {
  const kept = Object.entries(annotations).filter(([key]) => !COPIES.test(key));
  const values = kept.map(([key, value]) => [key, SOUNDS_SECRET.test(key) ? redacted(value) : redactUrls(value)]);
  return Object.fromEntries(values);
}

/** `data`, `binaryData` and `stringData` of Secrets and ConfigMaps. Bytes stay base64, so that clients can read them. */
function redactData(object: KubeObject, { keepConfigMapValues }: RedactOptions): Readonly<Record<string, unknown>> {
  const isSecret = object.kind === 'Secret';
  if (!isSecret && object.kind !== 'ConfigMap') return {};
  if (!isSecret && keepConfigMapValues) return {};
  const result: Record<string, unknown> = {};
  for (const field of ['data', 'binaryData', 'stringData']) {
    const isBytes = field === 'binaryData' || (isSecret && field === 'data');
    const values = object[field];
    if (typeof values !== 'object' || values === null) continue;
    result[field] = mapValues(values, isBytes ? redactBytes : redacted);
  }
  return result;
}

function redactBytes(base64: string): string {
  return Buffer.from(redacted(Buffer.from(base64, 'base64'))).toString('base64');
}

function mapValues(values: object, change: (value: string) => string): object {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, change(String(value))]));
}

/** @param field the field that the value stands in, lists being looked through */
function redactValue(value: unknown, field: string): unknown {
  if (typeof value === 'string') return redactUrls(value);
  if (Array.isArray(value)) {
    if (field === 'args' || field === 'command') return redactArguments(value.map(String));
    return value.map((item) => redactValue(item, field));
  }
  if (typeof value !== 'object' || value === null) return value;
  if (field === 'annotations') return redactAnnotations(value);
  const isLiteral = field === 'env' || field === 'httpHeaders';
  const entries = Object.entries(value).flatMap(([key, child]) => {
    if (key === 'managedFields') return [];
    return [[key, isLiteral && key === 'value' ? redacted(String(child)) : redactValue(child, key)]];
  });
  return Object.fromEntries(entries);
}

/** `--db-password=x` and `--db-password x` lose their `x`; a shell's script with such a word goes whole. */
function redactArguments(args: readonly string[]): string[] {
  return args.map((arg, at) => {
    const before = args[at - 1] ?? '';
    if (/^-[^\s=]*$/.test(before) && SOUNDS_SECRET.test(before) && !arg.startsWith('-')) return redacted(arg);
    const [, option = '', value = ''] = /^([^\s=]*)=(.*)$/s.exec(arg) ?? [];
    if (SOUNDS_SECRET.test(option)) return `${option}=${redacted(value)}`;
    const isScript = option === '' && /\s/.test(arg);
    return isScript && SOUNDS_SECRET.test(arg) ? redacted(arg) : redactUrls(arg);
  });
}
