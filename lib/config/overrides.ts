import type { KeyPath } from './mistake.ts';
import { readYaml } from './written-config.ts';

/** One `--set key.path=value`, taken apart. */
export interface Override {
  readonly path: KeyPath;
  readonly value: unknown;
}

/**
 * Takes `key.path=value` apart. The path is split at dots (`\.` is a dot inside a key), the value is YAML: a scalar or
 * a list or mapping in brackets.
 *
 * @returns the override, or what is wrong with it
 */
export function readOverride(text: string): Override | { readonly mistake: string } {
  const equals = text.indexOf('=');
  if (equals < 1) return { mistake: 'expected key.path=value, such as timeZone=UTC' };
  const path = text
    .slice(0, equals)
    .split(/(?<!\\)\./)
    .map((key) => key.replaceAll('\\.', '.'));
  if (path.includes('')) return { mistake: 'expected key.path=value, found an empty key between two dots' };
  const { data, errors } = readYaml(text.slice(equals + 1));
  return errors[0] ? { mistake: `its value is ${errors[0].message}` } : { path, value: data };
}

/**
 * The data with the override's value in its place; what lies on the way is made as needed, `data` is not changed.
 *
 * @returns the new data, or what stands in the way
 */
export function applyOverride(
  data: unknown,
  override: Override,
): { readonly data: unknown } | { readonly mistake: string } {
  const [segment, ...rest] = override.path;
  if (segment === undefined) return { data: override.value };
  const key = String(segment);
  if (Array.isArray(data)) return applyToList(data, key, { ...override, path: rest });
  if (data !== undefined && data !== null && typeof data !== 'object') {
    return { mistake: `"${key}" cannot be set: what it would be part of is a single value` };
  }
  const known = (data ?? {}) as Readonly<Record<string, unknown>>;
  const inner = applyOverride(Object.hasOwn(known, key) ? known[key] : undefined, { ...override, path: rest });
  return 'mistake' in inner ? inner : { data: { ...known, [key]: inner.data } };
}

function applyToList(list: readonly unknown[], key: string, override: Override): ReturnType<typeof applyOverride> {
  const index = /^\d+$/.test(key) ? Number(key) : -1;
  if (index < 0 || index > list.length) {
    return { mistake: `"${key}" is no position in a list of ${list.length}; positions count from 0` };
  }
  const inner = applyOverride(list[index], override);
  return 'mistake' in inner ? inner : { data: Object.assign([...list], { [index]: inner.data }) };
}
