import type { Pod } from 'kubernetes-types/core/v1.d.ts';
import { describe, expect, it } from 'vitest';
import { testPod } from '#lib/cluster/probes/pod-test.ts';
import { ReadError } from '#lib/cluster/read-error.ts';
import { minutesAgo, now } from '../support/observe.ts';
import { type PodScript, scriptPods, steppedClock } from './scripted-pods.ts';

const own: Pod = {
  metadata: {
    name: 'try',
    namespace: 'shop',
    labels: { 'eks-runbook/probe': 'recovery-test' },
    annotations: { 'eks-runbook/run': 'run-1' },
  },
  spec: { activeDeadlineSeconds: 120, containers: [{ name: 'pause', image: 'pause' }] },
};
const ready = { status: { phase: 'Running', conditions: [{ type: 'Ready', status: 'True' }] } };
const unscheduled = {
  status: {
    phase: 'Pending',
    conditions: [
      { type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message: '0/3 nodes are available' },
    ],
  },
};
const pulling = {
  status: {
    phase: 'Pending',
    containerStatuses: [{ name: 'pause', state: { waiting: { reason: 'ImagePullBackOff', message: 'Back-off' } } }],
  } as unknown as NonNullable<Pod['status']>,
};

async function run(script: PodScript) {
  const clock = steppedClock();
  const { api, asked, isThere } = scriptPods(script);
  const test = await testPod(api, own, { timeoutMs: 60_000, now, clock });
  return { test, asked, isThere: isThere(), elapsedMs: clock.elapsedMs() };
}

/** A pod of the test's own that was created so many minutes ago. */
function left(minutes: number, tweak: Partial<Pod> = {}): Pod {
  return { ...own, metadata: { ...own.metadata, uid: 'old', creationTimestamp: minutesAgo(minutes) }, ...tweak };
}

describe('the test of a pod', () => {
  it('measures how long it takes to become Ready, and deletes it by its uid', async () => {
    const { test, asked, isThere } = await run({ looks: [{}, {}, ready] });
    expect(test).toEqual({
      namespace: 'shop',
      pod: 'try',
      outcome: 'ready',
      why: '',
      readyAfterMs: 1000,
      goneAfterMs: 0,
      hasSwept: false,
    });
    expect(asked).toEqual(['get', 'create', 'get', 'get', 'delete own', 'get']);
    expect(isThere).toBe(false);
  });

  it('gives up after its time, says why from conditions and events, and deletes the pod', async () => {
    const events = [
      { reason: 'FailedScheduling', message: 'older', lastTimestamp: minutesAgo(2) },
      { reason: 'FailedCreatePodSandBox', message: 'no address left', lastTimestamp: minutesAgo(1) },
    ];
    const { test, isThere, elapsedMs } = await run({ looks: [unscheduled], events });
    expect(test).toMatchObject({
      outcome: 'not-ready',
      readyAfterMs: null,
      why: 'not scheduled: 0/3 nodes are available; FailedCreatePodSandBox: no address left',
      goneAfterMs: 0,
    });
    expect([isThere, elapsedMs]).toEqual([false, 60_000]);
  });

  it.each([
    ['an image that is not there', pulling, 'container pause waits: ImagePullBackOff, Back-off'],
    [
      'a pod that failed',
      { status: { phase: 'Failed', reason: 'Evicted', message: 'disk' } },
      'phase Failed: Evicted, disk',
    ],
    ['a pod of which nothing is known', { status: {} }, 'phase unknown'],
  ])('explains %s', async (_, look, why) => {
    expect((await run({ looks: [look] })).test).toMatchObject({ outcome: 'not-ready', why });
  });

  it('tells when the pod does not go', async () => {
    const { test, elapsedMs } = await run({ looks: [ready], staysAfterDelete: true });
    expect(test).toMatchObject({ outcome: 'ready', goneAfterMs: null });
    expect(elapsedMs).toBe(30_000);
  });

  it.each([
    ['a quota', 403, 'pods "try" is forbidden: exceeded quota: q'],
    ['a policy', 422, 'spec.containers: Invalid value'],
  ])('tells what %s refused', async (_, status, message) => {
    const { test } = await run({ refuse: new ReadError('failed', message, { status }) });
    expect(test).toMatchObject({ outcome: 'refused', why: message });
  });

  it('does not take a right that is missing for the cluster’s refusal', async () => {
    const refuse = new ReadError('denied', 'User "x" cannot create resource "pods" in API group ""', { status: 403 });
    await expect(run({ refuse })).rejects.toBe(refuse);
  });
});

describe('what is there already', () => {
  it('is swept when it is a killed test’s', async () => {
    const { test, asked } = await run({ before: left(4), looks: [ready] });
    expect(test).toMatchObject({ outcome: 'ready', hasSwept: true });
    expect(asked).toEqual(['get', 'delete old', 'get', 'create', 'delete own', 'get']);
  });

  it('is swept when it has ended, however young', async () => {
    const before = left(0, { status: { phase: 'Failed' } });
    expect((await run({ before, looks: [ready] })).test).toMatchObject({ outcome: 'ready', hasSwept: true });
  });

  it.each<[string, Pod, string]>([
    ['goes on', left(2), 'busy'],
    [
      'is not the test’s',
      left(9, { metadata: { name: 'try', uid: 'x', creationTimestamp: minutesAgo(9000) } }),
      'name-taken',
    ],
    [
      'is another test’s',
      left(9, { metadata: { name: 'try', uid: 'x', labels: { 'eks-runbook/probe': 'other' } } }),
      'name-taken',
    ],
  ])('is left alone when it %s', async (_, before, outcome) => {
    const { test, asked, isThere } = await run({ before });
    expect([test.outcome, asked, isThere]).toEqual([outcome, ['get'], true]);
  });

  it('stops the test when it does not go', async () => {
    const { test, asked } = await run({ before: left(9), staysAfterDelete: true });
    expect([test.outcome, asked.includes('create')]).toEqual(['stuck', false]);
  });

  it('is another test’s when it appears in between', async () => {
    const refuse = new ReadError('failed', 'already exists', { status: 409 });
    expect((await run({ refuse })).test).toMatchObject({ outcome: 'busy', goneAfterMs: null });
  });
});

describe('a test that breaks off leaves nothing behind', () => {
  it('when no answer came to the creation, and the pod was made', async () => {
    const script = scriptPods({ refuse: new ReadError('unreachable', 'reset'), isMadeAllTheSame: true });
    const options = { timeoutMs: 1000, now, clock: steppedClock() };
    await expect(testPod(script.api, own, options)).rejects.toThrow('reset');
    expect([script.asked.includes('delete own'), script.isThere()]).toEqual([true, false]);
  });

  it('when the pod can no longer be looked at', async () => {
    const failLook = { at: 2, error: new ReadError('timeout', 'late') };
    const script = scriptPods({ failLook });
    const options = { timeoutMs: 60_000, now, clock: steppedClock() };
    await expect(testPod(script.api, own, options)).rejects.toThrow('late');
    expect(script.isThere()).toBe(false);
  });
});
