import type { Pod as RawPod } from 'kubernetes-types/core/v1.d.ts';
import type { ClusterApi } from '../cluster-api.ts';
import { explainPod } from './explain-pod.ts';
import { type Clock, type Hindrance, lookUp, machineClock, removeOwn, tryOwn } from './own-object.ts';

/** What became of a test pod. */
export interface PodTest {
  readonly namespace: string;
  readonly pod: string;
  /** `ready`: it became Ready in time; `not-ready`: it did not; else nothing was created, see `Hindrance`. */
  readonly outcome: 'ready' | 'not-ready' | Hindrance['outcome'];
  /** Why, where it is not `ready`. */
  readonly why: string;
  /** From the request to Ready; null when it never was. */
  readonly readyAfterMs: number | null;
  /** From the deletion until the API server no longer knew it; null when it did to the last. */
  readonly goneAfterMs: number | null;
  /** Whether the pod of a test that had been killed was removed first. */
  readonly hasSwept: boolean;
}

/** How often a pod is looked at. */
const pollMs = 500;

/**
 * Creates the pod, waits until it is Ready, deletes it and waits until it is gone, as `tryOwn` does.
 *
 * @param pod as `readPodManifest` gives it
 * @param now the instant by which the age of a pod that is already there is judged
 */
export async function testPod(
  api: ClusterApi,
  pod: RawPod,
  { timeoutMs, now, clock = machineClock }: { timeoutMs: number; now: Date; clock?: Clock },
): Promise<PodTest> {
  const { namespace = '', name = '' } = pod.metadata ?? {};
  const path = `/api/v1/namespaces/${namespace}/pods/${name}`;
  const tried = await tryOwn<RawPod, Waited>(api, { path, noun: 'pod' }, pod, {
    now,
    clock,
    hasEnded,
    watch: (created, startedAtMs) => waitForReady(api, path, created, { timeoutMs, clock, startedAtMs }),
    remove: (one) => removeOwn(api, path, one, { clock }),
  });
  const place = { namespace, pod: name, hasSwept: tried.hasSwept };
  if ('hindrance' in tried) return { ...place, ...tried.hindrance, readyAfterMs: null, goneAfterMs: null };
  return { ...place, ...tried.seen, goneAfterMs: tried.goneAfterMs };
}

type Waited = Pick<PodTest, 'outcome' | 'why' | 'readyAfterMs'>;

function hasEnded({ status }: RawPod): boolean {
  return status?.phase === 'Failed' || status?.phase === 'Succeeded';
}

async function waitForReady(
  api: ClusterApi,
  path: string,
  created: RawPod,
  { timeoutMs, clock, startedAtMs }: { timeoutMs: number; clock: Clock; startedAtMs: number },
): Promise<Waited> {
  for (let pod: RawPod | undefined = created; ; pod = await lookUp<RawPod>(api, path)) {
    if (!pod || pod.metadata?.uid !== created.metadata?.uid) {
      return { outcome: 'not-ready', why: 'somebody else deleted it', readyAfterMs: null };
    }
    const isReady = pod.status?.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True');
    if (isReady) return { outcome: 'ready', why: '', readyAfterMs: Math.round(clock.now() - startedAtMs) };
    if (hasEnded(pod) || clock.now() - startedAtMs >= timeoutMs) {
      return { outcome: 'not-ready', why: await explainPod(api, pod), readyAfterMs: null };
    }
    await clock.wait(pollMs);
  }
}
