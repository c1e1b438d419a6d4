import type { Event as RawEvent } from 'kubernetes-types/core/v1.d.ts';
import { defineSource } from '../source.ts';
import { toWarningEvent, type WarningEvent } from './events.ts';

/** An event of any type. */
export interface ClusterEvent extends WarningEvent {
  readonly isWarning: boolean;
  /** ISO instant of the first time it was seen. */
  readonly firstAt: string | null;
}

/**
 * All events that the cluster still keeps. The API server keeps one store of them for core/v1 and events.k8s.io/v1 and
 * shows each event in both, so that one of them is read and no event comes twice.
 */
export const clusterEvents = defineSource({
  name: 'clusterEvents',
  title: 'events in all namespaces',
  permissions: () => [{ verb: 'list', group: '', resource: 'events', namespaces: 'all' }],
  load: (api) => api.list('/api/v1/events', toClusterEvent),
});

/** Projects an event; see `toWarningEvent` for the two ways in which it may tell its time and count. */
export function toClusterEvent(raw: RawEvent): ClusterEvent {
  const event = toWarningEvent(raw);
  return {
    ...event,
    isWarning: raw.type === 'Warning',
    firstAt: raw.firstTimestamp ?? raw.eventTime ?? raw.metadata?.creationTimestamp ?? event.lastAt,
  };
}
