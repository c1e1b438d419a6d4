import type { Job } from 'kubernetes-types/batch/v1.d.ts';
import type { Pod } from 'kubernetes-types/core/v1.d.ts';
import { describe, expect, it } from 'vitest';
import { drillRestore } from '#lib/cluster/probes/restore-drill.ts';
import { ReadError } from '#lib/cluster/read-error.ts';
import { minutesAgo, now } from '../support/observe.ts';
import { type PodScript, scriptPods, steppedClock } from './scripted-pods.ts';

const own: Job = {
  metadata: {
    name: 'restore',
    namespace: 'scratch',
    labels: { 'eks-runbook/probe': 'restore-drill' },
    annotations: { 'eks-runbook/run': 'run-1' },
  },
  spec: { activeDeadlineSeconds: 660, template: { spec: { containers: [{ name: 'restore', image: 'postgres' }] } } },
};
const ended = (type: string, more: object = {}): Partial<Job> => ({
  status: { conditions: [{ type, status: 'True', lastTransitionTime: minutesAgo(0), ...more }] },
});
const backoff = { reason: 'BackoffLimitExceeded', message: 'Job has reached the specified backoff limit' };
const podOf = (name: string, minutes: number, phase: string, code?: number): Pod => ({
  metadata: { name, namespace: 'scratch', creationTimestamp: minutesAgo(minutes) },
  spec: { containers: [{ name: 'restore', image: 'postgres' }] },
  status: {
    phase,
    containerStatuses: [
      {
        name: 'restore',
        image: '',
        imageID: '',
        ready: false,
        restartCount: 0,
        ...(code !== undefined && { state: { terminated: { exitCode: code } } }),
      },
    ],
  },
});

async function run(script: PodScript<Job>) {
  const clock = steppedClock();
  const { api, asked, isThere } = scriptPods<Job>(script);
  const recoveryPoint = 'recovery point: (\\S+)';
  const drill = await drillRestore(api, own, { timeoutMs: 600_000, recoveryPoint, now, clock });
  return { drill, asked, isThere: isThere(), elapsedMs: clock.elapsedMs() };
}

/** A Job of the drill's own that was created so many minutes ago. */
function left(minutes: number, tweak: Partial<Job> = {}): Job {
  return { ...own, metadata: { ...own.metadata, uid: 'old', creationTimestamp: minutesAgo(minutes) }, ...tweak };
}

describe('a restore drill', () => {
  it('measures time and point, keeps the end of the log masked, and deletes the Job by its uid', async () => {
    const lines = Array.from({ length: 12 }, (_, index) => `restored table ${index}`);
    const log = [...lines, 'password=hunter2', 'recovery point: 2026-03-02T02:00:00Z', ''].join('\n');
    const jobPods = [podOf('restore-a', 5, 'Succeeded', 0)];
    const { drill, asked, isThere } = await run({ looks: [{}, {}, {}, ended('Complete')], jobPods, log });
    expect(drill).toEqual({
      namespace: 'scratch',
      job: 'restore',
      outcome: 'restored',
      why: '',
      restoredAfterMs: 6000,
      recoveryPointAt: '2026-03-02T02:00:00.000Z',
      lastLines: [...lines.slice(4), 'password=***', 'recovery point: 2026-03-02T02:00:00Z'],
      logFailure: '',
      goneAfterMs: 0,
      hasSwept: false,
    });
    const watched = ['get', 'create', 'get', 'get', 'get'];
    expect(asked).toEqual([...watched, 'list pods', 'log restore-a', 'delete own', 'get', 'list pods']);
    expect(isThere).toBe(false);
  });

  it('explains a failure from the Job, its newest pod, the events and the log', async () => {
    const jobPods = [podOf('restore-a', 5, 'Failed', 1), podOf('restore-b', 3, 'Failed', 3)];
    const events = [{ reason: 'BackOff', message: 'back-off', lastTimestamp: minutesAgo(1) }];
    const { drill, isThere } = await run({
      looks: [{}, ended('Failed', backoff)],
      jobPods,
      events,
      log: 'checksum mismatch',
    });
    expect(drill).toMatchObject({
      outcome: 'failed',
      why: 'BackoffLimitExceeded: Job has reached the specified backoff limit; pod restore-b: container restore ended with code 3; BackOff: back-off',
      restoredAfterMs: null,
      recoveryPointAt: null,
      lastLines: ['checksum mismatch'],
      goneAfterMs: 0,
    });
    expect(isThere).toBe(false);
  });

  it('gives up after its time, and says what the Job waited for', async () => {
    const events = [{ reason: 'FailedCreate', message: 'exceeded quota: q', lastTimestamp: minutesAgo(1) }];
    const { drill, isThere, elapsedMs } = await run({ looks: [{}], events });
    expect(drill).toMatchObject({ outcome: 'unfinished', why: 'FailedCreate: exceeded quota: q; it has no pod' });
    expect([isThere, elapsedMs]).toEqual([false, 600_000]);
  });

  it.each([
    ['the Job stays', { staysAfterDelete: true }],
    ['a pod of it stays', { jobPodsLeft: [podOf('restore-a', 5, 'Running')] }],
  ])('tells when %s', async (_, script) => {
    const { drill } = await run({ looks: [ended('Complete')], ...script });
    expect(drill).toMatchObject({ outcome: 'restored', goneAfterMs: null });
  });

  it('restores without a log, and says why there is none', async () => {
    const { drill } = await run({
      looks: [ended('Complete')],
      jobPods: [podOf('restore-a', 5, 'Succeeded')],
      log: 500,
    });
    expect(drill).toMatchObject({ outcome: 'restored', recoveryPointAt: null, logFailure: 'HTTP 500' });
  });

  it('deletes its Job when it can no longer look, and tells the failure itself', async () => {
    const error = new ReadError('denied', 'cannot get', { status: 403 });
    const script = scriptPods<Job>({ looks: [{}], failLook: { at: 2, error } });
    const options = { timeoutMs: 600_000, recoveryPoint: '(x)', now, clock: steppedClock() };
    await expect(drillRestore(script.api, own, options)).rejects.toBe(error);
    expect(script.isThere()).toBe(false);
  });

  it.each([
    ['does not answer', new ReadError('timeout', 'no answer')],
    ['fails', new ReadError('failed', 'GET: 503', { status: 503 })],
  ])('outlives a moment in which the API server %s', async (_, error) => {
    const { drill } = await run({ looks: [{}, {}, {}, ended('Complete')], failLook: { at: 2, error } });
    expect(drill).toMatchObject({ outcome: 'restored', restoredAfterMs: 6000 });
  });

  it('ends with an API server that no longer answers', async () => {
    const error = new ReadError('unreachable', 'refused');
    const { api } = scriptPods<Job>({ looks: [{}], failLook: { at: 1, until: 9, error } });
    const options = { timeoutMs: 600_000, recoveryPoint: '(x)', now, clock: steppedClock() };
    await expect(drillRestore(api, own, options)).rejects.toBe(error);
  });

  it.each<[string, Partial<Job>]>([
    ['was deleted by somebody', { metadata: { ...own.metadata, uid: 'other' } }],
    ['is being deleted', { metadata: { ...own.metadata, uid: 'own', deletionTimestamp: minutesAgo(0) } }],
  ])('fails when its Job %s', async (_, look) => {
    expect((await run({ looks: [{}, look] })).drill).toMatchObject({
      outcome: 'failed',
      why: 'somebody else deleted the Job',
    });
  });
});

describe('a Job that is already there', () => {
  const foreign: Job = { metadata: { name: 'restore', namespace: 'scratch', uid: 'theirs' } };

  it.each<[string, Job, string, string]>([
    ['of somebody else', foreign, 'name-taken', 'it has no label eks-runbook/probe=restore-drill'],
    ['of another drill', left(3), 'busy', `its Job was created at ${minutesAgo(3)}`],
    ['that has just ended', left(3, ended('Complete')), 'busy', `its Job was created at ${minutesAgo(3)}`],
  ])('%s is left alone', async (_, before, outcome, why) => {
    const { drill, asked, isThere } = await run({ before });
    expect(drill).toMatchObject({ outcome, why, goneAfterMs: null });
    expect([asked, isThere]).toEqual([['get'], true]);
  });

  it.each<[string, Job]>([
    ['has outlived its deadline', left(20)],
    ['ended minutes ago', left(5, ended('Failed', { lastTransitionTime: minutesAgo(2) }))],
  ])('is removed first when it %s', async (_, before) => {
    const { drill, asked } = await run({ before, looks: [ended('Complete')] });
    expect(drill).toMatchObject({ outcome: 'restored', hasSwept: true });
    expect(asked.slice(0, 5)).toEqual(['get', 'delete old', 'get', 'list pods', 'create']);
  });

  it('and does not go keeps the drill from starting', async () => {
    const { drill, asked } = await run({ before: left(20), staysAfterDelete: true });
    expect(drill).toMatchObject({ outcome: 'stuck' });
    expect(asked).not.toContain('create');
  });
});

it.each([
  ['a quota', 403, 'jobs "restore" is forbidden: exceeded quota: q'],
  ['a policy', 422, 'spec.template: Invalid value'],
])('a drill that %s refuses is told', async (_, status, message) => {
  const refuse = new ReadError(status === 403 ? 'denied' : 'failed', message, { status });
  expect((await run({ refuse })).drill).toMatchObject({ outcome: 'refused', why: message });
});
