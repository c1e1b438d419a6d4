import { randomUUID } from 'node:crypto';
import type { Job } from 'kubernetes-types/batch/v1.d.ts';
import type { RecordedCluster } from './recorded-cluster.ts';
import type { KubeObject } from './snapshot.ts';

/**
 * What becomes of a restore drill's Job: it has completed at once, by one pod `<job>-pod` whose log is the recorded one of
 * that name.
 */
export function runJob(_cluster: RecordedCluster, created: KubeObject, at: string): readonly KubeObject[] {
  const condition = { type: 'Complete', status: 'True', reason: 'CompletionsReached', lastTransitionTime: at };
  const status = { startTime: at, completionTime: at, succeeded: 1, conditions: [condition] };
  return [{ ...created, apiVersion: 'batch/v1', kind: 'Job', status }, podOf(created, at)];
}

function podOf({ metadata, spec }: KubeObject, at: string): KubeObject {
  const { template } = spec as NonNullable<Job['spec']>;
  const { name, namespace = '', uid } = metadata as { name: string; namespace?: string; uid?: string };
  const ended = { exitCode: 0, reason: 'Completed', startedAt: at, finishedAt: at };
  const labels = { 'batch.kubernetes.io/controller-uid': uid ?? '', 'job-name': name };
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: `${name}-pod`,
      namespace,
      uid: randomUUID(),
      creationTimestamp: at,
      labels: { ...template.metadata?.labels, ...labels },
      ownerReferences: [{ apiVersion: 'batch/v1', kind: 'Job', name, uid, controller: true, blockOwnerDeletion: true }],
    },
    spec: template.spec,
    status: {
      phase: 'Succeeded',
      startTime: at,
      containerStatuses: (template.spec?.containers ?? []).map((container) => ({
        name: container.name,
        image: container.image ?? '',
        imageID: '',
        ready: false,
        restartCount: 0,
        state: { terminated: ended },
      })),
    },
  };
}
