import type { Job } from 'kubernetes-types/batch/v1.d.ts';
import type { Pod } from 'kubernetes-types/core/v1.d.ts';
import type { ClusterApi } from '#lib/cluster/cluster-api.ts';
import type { Clock } from '#lib/cluster/probes/own-object.ts';
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

/** What the API server does with the one object of a probe: the pod of a test, or the Job of a drill. */
export interface PodScript<Own extends Pod | Job = Pod> {
  /** The object that is there before. */
  readonly before?: Own;
  /** How the created one looks at each look, the last one from then on. */
  readonly looks?: readonly Partial<Own>[];
  /** Thrown in place of creating. */
  readonly refuse?: ReadError;
  /** The pod is made although `refuse` is thrown. */
  readonly isMadeAllTheSame?: boolean;
  /** Thrown at so manieth look at the created one, or at all of them up to `until`. */
  readonly failLook?: { readonly at: number; readonly until?: number; readonly error: ReadError };
  /** The deletion is accepted and the pod stays. */
  readonly staysAfterDelete?: boolean;
  readonly events?: readonly object[];
  /** The pods of a Job, for as long as it is there, and after it is gone. */
  readonly jobPods?: readonly Pod[];
  readonly jobPodsLeft?: readonly Pod[];
  /** What each container of them has written; a number: the status with which its log is refused. */
  readonly log?: string | number;
}

/** An API server for one object of a probe, and what it was asked in order. */
export function scriptPods<Own extends Pod | Job = Pod>({
  before,
  looks = [{}],
  refuse,
  isMadeAllTheSame,
  failLook,
  staysAfterDelete,
  events = [],
  jobPods = [],
  jobPodsLeft = [],
  log = '',
}: PodScript<Own>) {
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
      if (failLook && look >= failLook.at && look <= (failLook.until ?? failLook.at)) throw failLook.error;
      return { ...pod, ...looks[Math.min(look, looks.length - 1)] };
    },
    async create(_path: string, object: Own) {
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
    async list(path: string, project: (item: object) => unknown) {
      const ofPods = path.endsWith('/pods');
      asked.push(ofPods ? 'list pods' : 'list');
      const items = ofPods ? (pod ? jobPods : jobPodsLeft) : events;
      return items.map((item) => project(item));
    },
    async http(path: string) {
      asked.push(`log ${path.split('/').at(-2)}`);
      const isRefused = typeof log === 'number';
      return { status: isRefused ? log : 200, headers: {}, body: isRefused ? '' : log, durationMs: 1 };
    },
  };
  return { api: api as unknown as ClusterApi, asked, isThere: () => pod !== undefined };
}
