import type { Job } from 'kubernetes-types/batch/v1.d.ts';
import { markMetadata, objectNameOf, type ProbeMarks, probeLabel, readManifest } from './manifest.ts';
import { limitPod } from './pod-manifest.ts';

/** How long a Job that has ended, and its pods with their logs, outlive a drill that was killed. */
const keptSeconds = 300;

/**
 * The Job of a manifest, marked as the drill's own and made to end and to go by itself: with a deadline, and with a time to
 * live after it has finished. Throws `ReadError` for a file that is missing or holds no Job.
 */
export async function readJobManifest(manifest: string, marks: ProbeMarks): Promise<Job> {
  const { metadata = {}, spec } = await readManifest<Job>(manifest, 'Job');
  // A selector of its own could take in pods of others; a suspended Job, or one that another controller runs, never ends.
  const { selector: _, manualSelector: _manual, suspend: _suspended, managedBy: _by, ...kept } = spec ?? {};
  const { deadlineSeconds, probe } = marks;
  const { template, activeDeadlineSeconds: deadline, ttlSecondsAfterFinished: ttl } = { template: {}, ...kept };
  const { labels, annotations = {} } = template.metadata ?? {};
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: markMetadata(metadata, objectNameOf(manifest), marks),
    spec: {
      ...kept,
      activeDeadlineSeconds: Math.min(deadline ?? deadlineSeconds, deadlineSeconds),
      ttlSecondsAfterFinished: Math.min(ttl ?? keptSeconds, keptSeconds),
      template: {
        metadata: { labels: { ...labels, [probeLabel]: probe }, annotations },
        spec: limitPod(template.spec, { deadlineSeconds, graceSeconds: 10 }),
      },
    },
  };
}
