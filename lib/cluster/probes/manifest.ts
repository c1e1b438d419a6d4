import { existsSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type ManifestKind, manifestMistake } from '#lib/config/manifest-mistake.ts';
import { ReadError } from '../read-error.ts';

/** Says that an object is a probe's own, and of which; nothing without it is ever deleted. */
export const probeLabel = 'eks-runbook/probe';
/** Says which run of the probe made the object. */
export const runAnnotation = 'eks-runbook/run';

/** Where the manifests are, seen from the source, from the bundle in `dist`, and from a function's own bundle. */
const shippedFolders = ['./manifests/', '../lib/cluster/probes/manifests/', './'];

/** What a probe adds to its manifest. */
export interface ProbeMarks {
  /** The probe's name: the value of the label. */
  readonly probe: string;
  readonly run: string;
  readonly namespace: string;
  /** After so long the cluster ends what was created, even when nobody is left to delete it. */
  readonly deadlineSeconds: number;
}

/** The name of a probe's object: that of its manifest's file, so that rights can be limited to it. */
export function objectNameOf(manifest: string): string {
  return basename(manifest).replace(/\.ya?ml$/, '');
}

/** The path of a manifest: itself, or the shipped one of that name. Undefined when there is neither. */
function findManifest(manifest: string): string | undefined {
  const name = basename(manifest);
  const shipped = shippedFolders.map((folder) => fileURLToPath(new URL(folder + name, import.meta.url)));
  return [manifest, ...shipped].find((candidate) => existsSync(candidate));
}

/** The text of a manifest, looked for as `findManifest` does; undefined where there is none. */
export function readManifestText(manifest: string): string | undefined {
  const path = findManifest(manifest);
  return path && readFileSync(path, 'utf8');
}

/** The object of a manifest. Throws `ReadError` for a file that is missing or holds nothing of that kind. */
export async function readManifest<T>(manifest: string, kind: ManifestKind): Promise<T> {
  const text = readManifestText(manifest);
  if (text === undefined)
    throw new ReadError('failed', `${manifest}: no such manifest; name a file in the section recovery`);
  const { parse } = await import('yaml'); // only the recovery windows need it, and only then
  let object: unknown;
  try {
    object = parse(text);
  } catch (cause) {
    throw new ReadError('failed', `${manifest}: not one document of YAML`, { cause });
  }
  const mistake = manifestMistake(object, kind);
  if (mistake) throw new ReadError('failed', `${manifest}: ${mistake}`);
  return object as T;
}

interface Metadata {
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}

/** The metadata of a probe's object. Finalizers and owners are left out: with them it could outlive its probe. */
export function markMetadata({ labels, annotations }: Metadata, name: string, { probe, run, namespace }: ProbeMarks) {
  return {
    name,
    namespace,
    labels: { ...labels, [probeLabel]: probe },
    annotations: { ...annotations, [runAnnotation]: run },
  };
}
