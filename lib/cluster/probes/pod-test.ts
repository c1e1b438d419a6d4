import { setTimeout as waitMs } from 'node:timers/promises';
import type { Pod as RawPod } from 'kubernetes-types/core/v1.d.ts';
import type { ClusterApi } from '../cluster-api.ts';
import { ReadError } from '../read-error.ts';
import { explainPod } from './explain-pod.ts';
import { probeLabel, runAnnotation } from './pod-manifest.ts';

/** What became of a test pod. */
export interface PodTest {
  readonly namespace: string;
  readonly pod: string;
  /**
   * `ready`: it became Ready in time; `not-ready`: it did not; `refused`: the API server did not take it (quota, policy);
   * `busy`: another test goes on; `name-taken`: a pod that is no test's bears its name; `stuck`: an earlier test's pod
   * does not go. In the last three cases nothing was created.
   */
  readonly outcome: 'ready' | 'not-ready' | 'refused' | 'busy' | 'name-taken' | 'stuck';
  /** Why, where it is not `ready`. */
  readonly why: string;
  /** From the request to Ready; null when it never was. */
  readonly readyAfterMs: number | null;
  /** From the deletion until the API server no longer knew it; null when it did to the last. */
  readonly goneAfterMs: number | null;
  /** Whether the pod of a test that had been killed was removed first. */
  readonly hasSwept: boolean;
}

/** The time that a test takes its measures by; replaced in tests. */
export interface Clock {
  /** Milliseconds since any fixed instant. */
  now(): number;
  wait(delayMs: number): Promise<unknown>;
}

/** The time of the machine. */
const machineClock: Clock = { now: () => performance.now(), wait: (delayMs) => waitMs(delayMs) };

/** How often a pod is looked at, and how long its deletion may take. */
const pollMs = 500;
const goneWithinMs = 30_000;
/** A pod of ours that is older than its own deadline by this much has been left behind. */
const slackMs = 60_000;

/**
 * Creates the pod, waits until it is Ready, deletes it and waits until it is gone. The name is fixed, so that no second
 * test can run at the same time; only a pod with our label, by its uid, is ever deleted; one that a killed test left is
 * removed first.
 *
 * @param pod as `readPodManifest` gives it
 * @param now the instant by which the age of a pod that is already there is judged
 * @throws ReadError when the API server cannot be asked or denies a right; the pod has been deleted if that was possible
 */
export async function testPod(
  api: ClusterApi,
  pod: RawPod,
  { timeoutMs, now, clock = machineClock }: { timeoutMs: number; now: Date; clock?: Clock },
): Promise<PodTest> {
  const { namespace = '', name = '' } = pod.metadata ?? {};
  const path = `/api/v1/namespaces/${namespace}/pods/${name}`;
  const none = { namespace, pod: name, readyAfterMs: null, goneAfterMs: null, hasSwept: false };
  const before = await getPod(api, path);
  if (before) {
    const inTheWay = judgeExisting(before, pod, now);
    if (inTheWay) return { ...none, ...inTheWay };
    if ((await removePod(api, path, before, clock)) === null) {
      return { ...none, outcome: 'stuck', why: 'the pod of an earlier test has been deleted and does not go' };
    }
  }
  const startedAt = clock.now();
  const created = await createPod(api, path, pod, clock);
  if ('outcome' in created) return { ...none, ...created, hasSwept: before !== undefined };
  let waited: Waited;
  try {
    waited = await waitForReady(api, path, created, { timeoutMs, clock, startedAt });
  } catch (error) {
    await removePod(api, path, created, clock).catch(() => null); // the failure itself is what is told
    throw error;
  }
  const goneAfterMs = await removePod(api, path, created, clock);
  return { ...none, ...waited, goneAfterMs, hasSwept: before !== undefined };
}

type Waited = Pick<PodTest, 'outcome' | 'why' | 'readyAfterMs'>;
type Hindrance = Pick<PodTest, 'outcome' | 'why'>;

/** What forbids the test while this pod bears its name; nothing when it is a leftover that may go. */
function judgeExisting(existing: RawPod, pod: RawPod, now: Date): Hindrance | undefined {
  const { labels = {}, creationTimestamp = '' } = existing.metadata ?? {};
  if (labels[probeLabel] === undefined || labels[probeLabel] !== pod.metadata?.labels?.[probeLabel]) {
    return { outcome: 'name-taken', why: `it has no label ${probeLabel}=${pod.metadata?.labels?.[probeLabel]}` };
  }
  const hasEnded = existing.status?.phase === 'Failed' || existing.status?.phase === 'Succeeded';
  const lifeMs = (existing.spec?.activeDeadlineSeconds ?? 0) * 1000 + slackMs;
  const isOld = now.getTime() - Date.parse(creationTimestamp) > lifeMs;
  return hasEnded || isOld ? undefined : { outcome: 'busy', why: `its pod was created at ${creationTimestamp}` };
}

async function getPod(api: ClusterApi, path: string): Promise<RawPod | undefined> {
  try {
    return await api.get<RawPod>(path);
  } catch (error) {
    if (error instanceof ReadError && error.failure === 'absent') return undefined;
    throw error;
  }
}

async function createPod(api: ClusterApi, path: string, pod: RawPod, clock: Clock): Promise<RawPod | Hindrance> {
  try {
    return await api.create<RawPod>(path.slice(0, path.lastIndexOf('/')), pod);
  } catch (error) {
    if (!(error instanceof ReadError)) throw error;
    const isRefused = error.status === 422 || error.status === 400 || (error.status === 403 && !isRbac(error));
    if (isRefused) return { outcome: 'refused', why: error.message };
    if (error.status === 409) return { outcome: 'busy', why: 'another test created its pod just now' };
    // Without an answer it may have been created all the same.
    const existing = error.status === undefined ? await getPod(api, path).catch(() => undefined) : undefined;
    const isOurs = existing?.metadata?.annotations?.[runAnnotation] === pod.metadata?.annotations?.[runAnnotation];
    if (existing && isOurs) await removePod(api, path, existing, clock).catch(() => null);
    throw error;
  }
}

/** RBAC's own refusal (`User "x" cannot create resource ...`), told from that of a quota or a policy. */
function isRbac({ message }: ReadError): boolean {
  return / cannot create resource "pods"/.test(message);
}

async function waitForReady(
  api: ClusterApi,
  path: string,
  created: RawPod,
  { timeoutMs, clock, startedAt }: { timeoutMs: number; clock: Clock; startedAt: number },
): Promise<Waited> {
  for (let pod: RawPod | undefined = created; ; pod = await getPod(api, path)) {
    if (!pod || pod.metadata?.uid !== created.metadata?.uid) {
      return { outcome: 'not-ready', why: 'somebody else deleted it', readyAfterMs: null };
    }
    const isReady = pod.status?.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True');
    if (isReady) return { outcome: 'ready', why: '', readyAfterMs: Math.round(clock.now() - startedAt) };
    const hasEnded = pod.status?.phase === 'Failed' || pod.status?.phase === 'Succeeded';
    if (hasEnded || clock.now() - startedAt >= timeoutMs) {
      return { outcome: 'not-ready', why: await explainPod(api, pod), readyAfterMs: null };
    }
    await clock.wait(pollMs);
  }
}

/** Deletes exactly this pod and waits until it is gone: after how many milliseconds, or null when it stays. */
async function removePod(api: ClusterApi, path: string, { metadata }: RawPod, clock: Clock): Promise<number | null> {
  const uid = metadata?.uid ?? '';
  const startedAt = clock.now();
  try {
    await api.delete(path, { uid });
  } catch (error) {
    // Gone already, or another pod has taken its name: either way this one is no more.
    if (!(error instanceof ReadError) || (error.failure !== 'absent' && error.status !== 409)) throw error;
  }
  for (;;) {
    const pod = await getPod(api, path);
    if (!pod || pod.metadata?.uid !== uid) return Math.round(clock.now() - startedAt);
    if (clock.now() - startedAt >= goneWithinMs) return null;
    await clock.wait(pollMs);
  }
}
