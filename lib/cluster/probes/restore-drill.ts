import type { Job as RawJob } from 'kubernetes-types/batch/v1.d.ts';
import type { ClusterApi } from '../cluster-api.ts';
import { ReadError } from '../read-error.ts';
import { endOf, isLongOver, type JobTrace, listJobPods, traceJob } from './job-end.ts';
import { type Clock, type Hindrance, lookUp, machineClock, removeOwn, tryOwn } from './own-object.ts';
import { findRecoveryPoint } from './recovery-point.ts';

/** What became of a restore drill. */
export interface RestoreDrill {
  readonly namespace: string;
  readonly job: string;
  /**
   * `restored`: the Job completed in time; `failed`: it failed; `unfinished`: it did neither; else nothing was created,
   * see `Hindrance`.
   */
  readonly outcome: 'restored' | 'failed' | 'unfinished' | Hindrance['outcome'];
  /** Why, where it is not `restored`. */
  readonly why: string;
  /** From the request to the Job's completion; null when it did not complete. */
  readonly restoredAfterMs: number | null;
  /** The instant (ISO) of the newest restored data, as the Job's log tells it; null where it does not. */
  readonly recoveryPointAt: string | null;
  /** The end of the Job's log, secrets masked. */
  readonly lastLines: readonly string[];
  /** Why its log could not be had; empty where it could. */
  readonly logFailure: string;
  /** From the deletion until the API server knew neither the Job nor a pod of it; null when it did to the last. */
  readonly goneAfterMs: number | null;
  /** Whether the Job of a drill that had been killed was removed first. */
  readonly hasSwept: boolean;
}

export interface DrillOptions {
  readonly timeoutMs: number;
  /** See `recovery.restoreJob.recoveryPoint`. */
  readonly recoveryPoint: string;
  /** The instant by which the age of a Job that is already there is judged. */
  readonly now: Date;
  readonly clock?: Clock;
}

const pollMs = 2000;
/** How often in a row the API server may fail to answer. */
const mostTries = 3;
const linesTold = 10;

/**
 * Creates the Job, waits until it has ended, reads its log, deletes it with its pods and waits until they are gone, as
 * `tryOwn` does.
 *
 * @param job as `readJobManifest` gives it
 */
export async function drillRestore(api: ClusterApi, job: RawJob, options: DrillOptions): Promise<RestoreDrill> {
  const { now, clock = machineClock } = options;
  const { namespace = '', name = '' } = job.metadata ?? {};
  const path = `/apis/batch/v1/namespaces/${namespace}/jobs/${name}`;
  const tried = await tryOwn<RawJob, Seen>(api, { path, noun: 'Job' }, job, {
    now,
    clock,
    hasEnded: (existing) => isLongOver(existing, now),
    watch: (created, startedAtMs) => watchJob(api, path, created, { ...options, clock, startedAtMs }),
    remove: (one) => removeJob(api, path, one, clock),
  });
  const place = { namespace, job: name, hasSwept: tried.hasSwept };
  if ('hindrance' in tried) return { ...place, ...nothingDone, ...tried.hindrance, goneAfterMs: null };
  return { ...place, ...tried.seen, goneAfterMs: tried.goneAfterMs };
}

const nothingDone = {
  why: '',
  restoredAfterMs: null,
  recoveryPointAt: null,
  lastLines: [],
  logFailure: '',
} as const;

type Seen = Pick<RestoreDrill, 'outcome' | 'why' | 'restoredAfterMs' | 'recoveryPointAt' | 'lastLines' | 'logFailure'>;

async function watchJob(
  api: ClusterApi,
  path: string,
  created: RawJob,
  { timeoutMs, recoveryPoint, clock, startedAtMs }: DrillOptions & { clock: Clock; startedAtMs: number },
): Promise<Seen> {
  for (let job: RawJob | undefined = created; ; job = await lookAgain(api, path, clock)) {
    if (!job || job.metadata?.uid !== created.metadata?.uid || job.metadata?.deletionTimestamp !== undefined) {
      return { ...nothingDone, outcome: 'failed', why: 'somebody else deleted the Job' };
    }
    const end = endOf(job);
    const elapsedMs = clock.now() - startedAtMs;
    if (end === 'Complete') return toRestored(await traceJob(api, job), recoveryPoint, elapsedMs);
    if (end === 'Failed' || elapsedMs >= timeoutMs) {
      const { why, lines, logFailure } = await traceJob(api, job);
      const outcome = end === 'Failed' ? 'failed' : 'unfinished';
      return { ...nothingDone, outcome, why, lastLines: lines.slice(-linesTold), logFailure };
    }
    await clock.wait(pollMs);
  }
}

/** A drill of minutes outlives a moment in which the API server does not answer. */
async function lookAgain(api: ClusterApi, path: string, clock: Clock): Promise<RawJob | undefined> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await lookUp<RawJob>(api, path);
    } catch (error) {
      if (tries === mostTries || !(error instanceof ReadError && isPassing(error))) throw error;
    }
    await clock.wait(pollMs);
  }
}

function isPassing({ failure, status = 0 }: ReadError): boolean {
  return failure === 'timeout' || failure === 'unreachable' || status >= 500;
}

function toRestored({ lines, logFailure }: JobTrace, recoveryPoint: string, elapsedMs: number): Seen {
  return {
    ...nothingDone,
    outcome: 'restored',
    restoredAfterMs: Math.round(elapsedMs),
    recoveryPointAt: findRecoveryPoint(lines, recoveryPoint),
    lastLines: lines.slice(-linesTold),
    logFailure,
  };
}

/** The Job stays until its pods are gone (`Foreground`); that none is left is looked at all the same. */
async function removeJob(api: ClusterApi, path: string, job: RawJob, clock: Clock): Promise<number | null> {
  const goneAfterMs = await removeOwn(api, path, job, { clock, propagation: 'Foreground' });
  return goneAfterMs !== null && (await listJobPods(api, job)).length > 0 ? null : goneAfterMs;
}
