import type { Pod } from 'kubernetes-types/core/v1.d.ts';
import type { ClusterApi } from '#lib/cluster/cluster-api.ts';
import type { Clock } from '#lib/cluster/probes/pod-test.ts';
import { ReadError } from '#lib/cluster/read-error.ts';

/** A clock that only waiting moves. */
export function steppedClock(): Clock & { elapsedMs(): number } {
  let elapsedMs = 0;
  return {
    now: () => elapsedMs,
    wait: async (delayMs) => void (elapsedMs += delayMs),
    elapsedMs: () => elapsedMs,
  };
}

/** What the API server does with the one pod of a test. */
export interface PodScript {
  /** The pod that is there before the test. */
  readonly before?: Pod;
  /** How the created pod looks at each look, the last one from then on. */
  readonly looks?: readonly Partial<Pod>[];
  /** Thrown in place of creating. */
  readonly refuse?: ReadError;
  /** The pod is made although `refuse` is thrown. */
  readonly isMadeAllTheSame?: boolean;
  /** Thrown at so manieth look at the created pod. */
  readonly failLook?: { readonly at: number; readonly error: ReadError };
  /** The deletion is accepted and the pod stays. */
  readonly staysAfterDelete?: boolean;
  readonly events?: readonly object[];
}

/** An API server for one pod, and what it was asked in order. */
export function scriptPods({
  before,
  looks = [{}],
  refuse,
  isMadeAllTheSame,
  failLook,
  staysAfterDelete,
  events = [],
}: PodScript) {
  let pod = before;
  let isOwn = false;
  let look = 0;
  const asked: string[] = [];
  const api = {
    async get() {
      asked.push('get');
      if (!pod) throw new ReadError('absent', 'gone', { status: 404 });
      if (!isOwn) return pod;
      look += 1;
      if (failLook?.at === look) throw failLook.error;
      return { ...pod, ...looks[Math.min(look, looks.length - 1)] };
    },
    async create(_path: string, object: Pod) {
      asked.push('create');
      if (!refuse || isMadeAllTheSame) {
        pod = { ...object, metadata: { ...object.metadata, uid: 'own' } };
        isOwn = true;
      }
      if (refuse) throw refuse;
      return { ...pod, ...looks[0] };
    },
    async delete(_path: string, { uid }: { uid: string }) {
      asked.push(`delete ${uid}`);
      if (!staysAfterDelete) pod = undefined;
    },
    async list(_path: string, project: (item: object) => unknown) {
      asked.push('list');
      return events.map((event) => project(event));
    },
  };
  return { api: api as unknown as ClusterApi, asked, isThere: () => pod !== undefined };
}
