import type { Event as RawEvent } from 'kubernetes-types/core/v1.d.ts';
import { defineSource } from '../source.ts';

/** A warning event, reduced to what explains a fault. */
export interface WarningEvent {
  readonly reason: string;
  /** Cut to 500 characters. */
  readonly message: string;
  /** How often it was seen. */
  readonly count: number;
  /** ISO instant of the latest time it was seen. */
  readonly lastAt: string | null;
  /** The object that it is about. */
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
}

/** The warning events that the cluster still keeps: those of the last hour, unless the API server is told otherwise. */
export const warningEvents = defineSource({
  name: 'warningEvents',
  title: 'warning events in all namespaces',
  permissions: () => [{ verb: 'list', group: '', resource: 'events', namespaces: 'all' }],
  load: (api) => api.list('/api/v1/events', toWarningEvent, { fieldSelector: 'type=Warning' }),
});

/**
 * Projects an event. Events made through events.k8s.io carry their time and count in `series`, older ones in
 * `lastTimestamp` and `count`.
 */
export function toWarningEvent(raw: RawEvent): WarningEvent {
  const lastAt = raw.series?.lastObservedTime ?? raw.lastTimestamp ?? raw.eventTime;
  return {
    reason: raw.reason ?? '',
    message: (raw.message ?? '').slice(0, 500),
    count: raw.series?.count ?? raw.count ?? 1,
    lastAt: lastAt ?? raw.metadata?.creationTimestamp ?? null,
    kind: raw.involvedObject?.kind ?? '',
    namespace: raw.involvedObject?.namespace ?? '',
    name: raw.involvedObject?.name ?? '',
  };
}
