import type { ControllerRevision as RawRevision } from 'kubernetes-types/apps/v1.d.ts';
import { describe, expect, it } from 'vitest';
import { rolloutMoments } from '#lib/checks/incident/change-moments.ts';
import { templateHashOf } from '#lib/checks/incident/moment.ts';
import { toControllerRevision } from '#lib/cluster/sources/controller-revisions.ts';
import { minutesAgo } from '../../support/observe.ts';

const data = (...images: string[]) => ({
  spec: { template: { spec: { containers: images.map((image) => ({ image })) } } },
});

/** A revision as the API prints it, made so many minutes ago. */
function revisionOf(kind: string, revision: number, minutes: number, tweak: Partial<RawRevision> = {}): RawRevision {
  const [name, controller] = ['agent-5f7', true];
  return {
    metadata: {
      name,
      namespace: 'shop',
      creationTimestamp: minutesAgo(minutes),
      labels: { 'controller-revision-hash': '5f7' },
      ownerReferences: [{ apiVersion: 'apps/v1', kind, name: 'agent', uid: 'u', controller }],
    },
    revision,
    data: data(`registry.example/agent:${revision}`),
    ...tweak,
  };
}

describe('a ControllerRevision', () => {
  it.each([
    ['DaemonSet', '5f7'],
    ['StatefulSet', 'agent-5f7'],
  ])('of a %s has the hash that its pods carry', (kind, hash) => {
    expect(toControllerRevision(revisionOf(kind, 3, 10))).toEqual({
      owner: { kind, namespace: 'shop', name: 'agent' },
      hash,
      revision: 3,
      createdAt: minutesAgo(10),
      images: ['registry.example/agent:3'],
    });
  });

  it.each([
    [undefined],
    [null],
    ['text'],
    [{ spec: null }],
    [{ spec: { template: { spec: { containers: 'none' } } } }],
    [{ spec: { template: { spec: { containers: [null, {}, 7] } } } }],
  ])('with %j as its data tells no image', (odd) => {
    const raw = revisionOf('DaemonSet', 1, 10, { data: odd as never });
    expect(toControllerRevision(raw).images).toEqual([]);
  });
});

it.each([
  [{ 'pod-template-hash': 'a1', 'controller-revision-hash': 'b2' }, 'a1'],
  [{ 'controller-revision-hash': 'b2' }, 'b2'],
  [{}, null],
])('a pod with the labels %j is of the version %s', (labels, hash) => {
  expect(templateHashOf({ labels })).toBe(hash);
});

describe('rollouts', () => {
  const told = (...raw: RawRevision[]) =>
    [...rolloutMoments(raw.map(toControllerRevision))].map(({ subject, text }) => `${subject.kind}: ${text}`);

  it('of one DaemonSet are told by what changed from revision to revision, whatever their order', () => {
    const same = revisionOf('DaemonSet', 3, 5, { data: data('registry.example/agent:2') });
    expect(told(same, revisionOf('DaemonSet', 1, 90), revisionOf('DaemonSet', 2, 30))).toEqual([
      'DaemonSet: was created',
      'DaemonSet: was rolled out, revision 2, with agent:2 in place of agent:1',
      'DaemonSet: was rolled out, revision 3, with the same images',
    ]);
  });

  it('of a workload that keeps no earlier revision are no creation', () => {
    expect(told(revisionOf('StatefulSet', 9, 5))).toEqual(['StatefulSet: was rolled out, revision 9']);
  });

  it('are those of workloads that roll out', () => {
    expect(told(revisionOf('Widget', 1, 5))).toEqual([]);
  });
});
