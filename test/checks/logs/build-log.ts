import type { ContainerLog, PodLogs } from '#lib/cluster/sources/pod-logs.ts';
import { minutesAgo } from '../../support/observe.ts';

/** The log of a pod of Deployment shop/cart with these lines, one a minute, the last one now. */
export function buildLog(lines: readonly string[], tweak: Partial<ContainerLog> = {}): ContainerLog {
  return {
    namespace: 'shop',
    pod: 'cart-1',
    owner: { kind: 'Deployment', namespace: 'shop', name: 'cart' },
    container: 'app',
    isPrevious: false,
    isApplication: true,
    lines: lines.map((text, index) => ({ at: minutesAgo(lines.length - 1 - index), text })),
    failure: '',
    ...tweak,
  };
}

/** What the source of logs gives. */
export function asLogs(...containers: ContainerLog[]): { podLogs: PodLogs } {
  return { podLogs: { containers, leftOut: 0 } };
}
