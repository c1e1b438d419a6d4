import { parse } from 'yaml';
import { type ManifestKind, manifestMistake } from './manifest-mistake.ts';
import type { Mistake } from './mistake.ts';

/** The text of a manifest that the configuration names; undefined where there is no such file. */
export type ReadManifest = (manifest: string) => string | undefined;

/** The data as written: anything may be missing, or be something else. */
interface Written {
  readonly namespaces?: unknown;
  readonly recovery?: {
    readonly manifest?: unknown;
    readonly drManifest?: unknown;
    readonly restoreJob?: { readonly manifest?: unknown; readonly namespace?: unknown } | null;
  } | null;
}

/**
 * What the section `recovery` names and is not there or is something else (as far as manifests can be read here), and a
 * restore that would run among the application's own data.
 */
export function* findRecoveryMistakes(data: unknown, readManifest?: ReadManifest): Generator<Mistake> {
  const { namespaces, recovery } = data as Written;
  if (readManifest) yield* manifestMistakes(recovery, readManifest);
  const scratch = recovery?.restoreJob?.namespace;
  if (typeof scratch === 'string' && Array.isArray(namespaces) && namespaces.includes(scratch)) {
    const message = `expected a scratch namespace, found ${scratch}, which is one of namespaces: a restore could overwrite the application’s data; make one for drills`;
    yield { path: ['recovery', 'restoreJob', 'namespace'], about: 'value', message };
  }
}

function* manifestMistakes(recovery: Written['recovery'], readManifest: ReadManifest): Generator<Mistake> {
  const { manifest, drManifest, restoreJob } = recovery ?? {};
  const named = [
    { path: ['manifest'], kind: 'Pod', name: manifest },
    { path: ['drManifest'], kind: 'Pod', name: drManifest },
    { path: ['restoreJob', 'manifest'], kind: 'Job', name: restoreJob?.manifest },
  ] as const satisfies { path: readonly string[]; kind: ManifestKind; name: unknown }[];
  for (const { path, kind, name } of named) {
    const message = typeof name === 'string' ? describeMistake(name, kind, readManifest) : undefined;
    if (message) yield { path: ['recovery', ...path], about: 'value', message };
  }
}

function describeMistake(name: string, kind: ManifestKind, readManifest: ReadManifest): string | undefined {
  const text = readManifest(name);
  if (text === undefined) return `no such file: ${name}; give its path as seen from where the program runs`;
  try {
    const mistake = manifestMistake(parse(text), kind);
    return mistake && `${name}: ${mistake}`;
  } catch {
    return `${name}: not one document of YAML`;
  }
}
