import type { Subject } from '../check.ts';

/** What a moment means for the search of a cause. */
export type Sign =
  | 'node-lost'
  | 'node-back'
  | 'node-pressure'
  | 'node-broken'
  | 'pod-lost'
  | 'pod-evicted'
  | 'pod-crashed'
  | 'pod-out-of-memory'
  | 'pod-not-ready'
  | 'pod-unscheduled'
  | 'image-failed'
  | 'misconfigured'
  | 'rollout'
  | 'configuration'
  | 'alert'
  | 'error-logged'
  | 'warning'
  | 'event';

/** One thing that happened, or began: a row of the timeline. */
export interface Moment {
  /** When it began (ISO). */
  readonly at: string;
  /** When it was last seen (ISO). */
  readonly lastAt: string;
  /** How often it was seen. */
  readonly count: number;
  readonly sign: Sign;
  readonly subject: Subject;
  /** The top-level owner; the subject itself where it has none. */
  readonly owner: Subject;
  /** The node that it is of or on. */
  readonly node: string | null;
  /** The version of the pod template that the pod is of, or the rollout made: see `templateHashOf`. */
  readonly hash: string | null;
  /** The image that could not be had, or that was rolled out. */
  readonly image: string | null;
  readonly text: string;
}

/** The version of the template that a pod was made from: of a Deployment, or of a StatefulSet or DaemonSet. */
export function templateHashOf({ labels }: { readonly labels: Readonly<Record<string, string>> }): string | null {
  return labels['pod-template-hash'] ?? labels['controller-revision-hash'] ?? null;
}

/** An instant in milliseconds; NaN for what is none. */
function instantOf(at: string | null | undefined): number {
  return Date.parse(at ?? '');
}

/** Fills in what most moments lack; undefined for what bears no instant, which has no place on a timeline. */
export function toMoment(
  part: Pick<Moment, 'sign' | 'subject' | 'text'> & { readonly at: string | null } & Partial<Omit<Moment, 'at'>>,
): Moment | undefined {
  const atMs = instantOf(part.at);
  if (Number.isNaN(atMs)) return undefined;
  const lastMs = instantOf(part.lastAt);
  return {
    owner: part.subject,
    node: null,
    hash: null,
    image: null,
    count: 1,
    ...part,
    at: new Date(atMs).toISOString(),
    lastAt: new Date(Number.isNaN(lastMs) ? atMs : Math.max(atMs, lastMs)).toISOString(),
  };
}

/** The signs that a pod is in trouble, in a few words. */
export const faultWords: Readonly<Partial<Record<Sign, string>>> = {
  'pod-lost': 'was lost',
  'pod-evicted': 'was evicted',
  'pod-crashed': 'crashed',
  'pod-out-of-memory': 'ran out of memory',
  'pod-not-ready': 'was not Ready',
  'pod-unscheduled': 'fitted on no node',
  'image-failed': 'could not pull its image',
  misconfigured: 'could not be made for want of configuration',
};

/** True for what a cause may have brought about: a pod's fault. */
export function isPodFault({ sign }: Moment): boolean {
  return sign in faultWords;
}

/** `ecommerce/checkout`, or the name alone of what is in no namespace. */
export function shortName({ namespace, name }: Subject): string {
  return namespace ? `${namespace}/${name}` : name;
}

/** The same object, however it is written. */
export function keyOf({ kind, namespace, name }: Subject): string {
  return [kind, namespace ?? '', name].join('\n');
}
