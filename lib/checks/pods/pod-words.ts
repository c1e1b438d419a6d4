import type { Container, Pod } from '#lib/cluster/sources/pods.ts';
import { ageMs, formatDuration } from '../duration.ts';
import { notReadySince } from './live-pods.ts';

/** The container as messages name it: `container app`, `init container migrate`, `sidecar proxy`. */
export function nameOf(container: Container): string {
  if (container.role === 'sidecar') return `sidecar ${container.name}`;
  return `${container.role === 'init' ? 'init container' : 'container'} ${container.name}`;
}

/** The start of a message on one container: `Pod shop/cart-5d: container app`. */
export function headOf(pod: Pod, container: Container): string {
  return `Pod ${pod.namespace}/${pod.name}: ${nameOf(container)}`;
}

/** For how long the pod has not been Ready: ` for 12 min`, or nothing while it is. */
export function notReadyFor(pod: Pod, now: Date): string {
  const since = notReadySince(pod);
  return since ? ` for ${formatDuration(ageMs(now, since))}` : '';
}

/** What a message may quote, led by a colon; nothing for nothing. Cut, so that a message stays one that people read. */
export function quote(text: string): string {
  const trimmed = text.trim();
  return trimmed ? `: ${trimmed.length > 300 ? `${trimmed.slice(0, 300)}...` : trimmed}` : '';
}

/** `1 restart`, `14 restarts`. */
export function countRestarts(container: Container): string {
  return `${container.restarts} restart${container.restarts === 1 ? '' : 's'}`;
}

/** `last ended 4 min ago`, or nothing where the container's end bears no time. */
export function endedAgo(finishedAt: string | null | undefined, now: Date): string {
  return finishedAt ? `, last ended ${formatDuration(ageMs(now, finishedAt))} ago` : '';
}
