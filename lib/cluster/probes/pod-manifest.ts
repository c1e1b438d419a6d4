import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Pod } from 'kubernetes-types/core/v1.d.ts';
import { ReadError } from '../read-error.ts';

/** Says that a pod is a test's own, and of which; nothing without it is ever deleted. */
export const probeLabel = 'eks-runbook/probe';
/** Says which run of the test made the pod. */
export const runAnnotation = 'eks-runbook/run';

/** Where the manifests are, seen from the source, from the bundle in `dist`, and from a function's own bundle. */
const shippedFolders = ['./manifests/', '../lib/cluster/probes/manifests/', './'];

/** What a test adds to its manifest. */
export interface PodMarks {
  /** The test's name: the value of the label. */
  readonly probe: string;
  readonly run: string;
  readonly namespace: string;
  /** After so long the kubelet ends the pod, even when nobody is left to delete it. */
  readonly deadlineSeconds: number;
}

/** The name of the test's pod: that of its manifest's file, so that rights can be limited to it. */
export function podNameOf(manifest: string): string {
  return basename(manifest).replace(/\.ya?ml$/, '');
}

/** The pod of a manifest, marked as the test's own. Throws `ReadError` for a file that is missing or holds no pod. */
export async function readPodManifest(manifest: string, marks: PodMarks): Promise<Pod> {
  const path = findManifest(manifest);
  if (!path) throw new ReadError('failed', `${manifest}: no such manifest; name a file in the section recovery`);
  return markPod(await parsePod(manifest, await readFile(path, 'utf8')), podNameOf(manifest), marks);
}

/** The path of a manifest: itself, or the shipped one of that name. Undefined when there is neither. */
export function findManifest(manifest: string): string | undefined {
  const name = basename(manifest);
  const shipped = shippedFolders.map((folder) => fileURLToPath(new URL(folder + name, import.meta.url)));
  return [manifest, ...shipped].find((candidate) => existsSync(candidate));
}

async function parsePod(manifest: string, text: string): Promise<Pod> {
  const { parse } = await import('yaml'); // only the recovery windows need it, and only then
  let pod: Pod | null;
  try {
    pod = parse(text);
  } catch (cause) {
    throw new ReadError('failed', `${manifest}: not one document of YAML`, { cause });
  }
  if (pod?.kind !== 'Pod' || pod.apiVersion !== 'v1' || !pod.spec?.containers?.length) {
    throw new ReadError('failed', `${manifest}: expected a Pod of apiVersion v1 with containers`);
  }
  return pod;
}

/** Finalizers and owners are left out: with them the pod could outlive its test. */
function markPod({ metadata = {}, spec }: Pod, name: string, marks: PodMarks): Pod {
  const { activeDeadlineSeconds: deadline, terminationGracePeriodSeconds: grace } = spec ?? {};
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name,
      namespace: marks.namespace,
      labels: { ...metadata.labels, [probeLabel]: marks.probe },
      annotations: { ...metadata.annotations, [runAnnotation]: marks.run },
    },
    spec: {
      ...spec,
      containers: spec?.containers ?? [],
      activeDeadlineSeconds: Math.min(deadline ?? marks.deadlineSeconds, marks.deadlineSeconds),
      terminationGracePeriodSeconds: Math.min(grace ?? 5, 5),
    },
  };
}
