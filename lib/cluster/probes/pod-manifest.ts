import type { Pod, PodSpec } from 'kubernetes-types/core/v1.d.ts';
import { markMetadata, objectNameOf, type ProbeMarks, readManifest } from './manifest.ts';

/** The pod of a manifest, marked as the test's own. Throws `ReadError` for a file that is missing or holds no pod. */
export async function readPodManifest(manifest: string, marks: ProbeMarks): Promise<Pod> {
  const { metadata = {}, spec } = await readManifest<Pod>(manifest, 'Pod');
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: markMetadata(metadata, objectNameOf(manifest), marks),
    spec: limitPod(spec, { deadlineSeconds: marks.deadlineSeconds, graceSeconds: 5 }),
  };
}

/** A pod that ends by itself within the deadline, and soon after it is deleted. */
export function limitPod(
  spec: PodSpec | undefined,
  { deadlineSeconds, graceSeconds }: { deadlineSeconds: number; graceSeconds: number },
): PodSpec {
  const { activeDeadlineSeconds: deadline, terminationGracePeriodSeconds: grace } = spec ?? {};
  return {
    ...spec,
    containers: spec?.containers ?? [],
    activeDeadlineSeconds: Math.min(deadline ?? deadlineSeconds, deadlineSeconds),
    terminationGracePeriodSeconds: Math.min(grace ?? graceSeconds, graceSeconds),
  };
}
