import { describe, expect, it } from 'vitest';
import { topLevelOwner } from '#lib/cluster/owner.ts';

const pod = (kind: string, name: string, labels = {}) => ({
  name: 'pod-1',
  namespace: 'shop',
  labels,
  ownerReferences: [{ apiVersion: 'v1', kind, name, uid: 'u', controller: true }],
});

describe('topLevelOwner', () => {
  it.each<[string, Parameters<typeof topLevelOwner>[0], string, string]>([
    ['nothing', { name: 'pod-1', namespace: 'shop' }, 'Pod', 'pod-1'],
    [
      'a Deployment’s ReplicaSet',
      pod('ReplicaSet', 'web-app-5d4f8', { 'pod-template-hash': '5d4f8' }),
      'Deployment',
      'web-app',
    ],
    ['a ReplicaSet of its own', pod('ReplicaSet', 'web-1'), 'ReplicaSet', 'web-1'],
    ['a StatefulSet', pod('StatefulSet', 'db'), 'StatefulSet', 'db'],
    ['a CronJob’s Job', pod('Job', 'backup-job-29541000'), 'CronJob', 'backup-job'],
    ['a Job of its own', pod('Job', 'migrate-v2'), 'Job', 'migrate-v2'],
    ['a node, for a static pod', pod('Node', 'ip-10-0-1-11'), 'Node', 'ip-10-0-1-11'],
  ])('of a pod of %s', (_case, metadata, kind, name) => {
    expect(topLevelOwner(metadata)).toEqual({ kind, namespace: 'shop', name });
  });

  it('is not an owner that does not control it', () => {
    const [reference] = pod('ReplicaSet', 'web').ownerReferences;
    const metadata = {
      name: 'pod-1',
      namespace: 'shop',
      ownerReferences: [{ ...reference, controller: false } as never],
    };
    expect(topLevelOwner(metadata)).toMatchObject({ kind: 'Pod', name: 'pod-1' });
  });
});
