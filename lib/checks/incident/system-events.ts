import { type ClusterEvent, clusterEvents } from '#lib/cluster/sources/cluster-events.ts';
import { defineCheck, type Observation, type Subject } from '../check.ts';
import { ageMinutes, ageMs, formatDuration } from '../duration.ts';

/** What the document keeps of the events, the latest. */
const eventsKept = 500;
const subjectsNamed = 10;

/**
 * The events of the cluster warn of nothing that goes on. Warnings of one namespace with one reason are one finding, with
 * how often and on how many objects.
 *
 * Reads: v1 Event .type, .reason, .count, .series, .lastTimestamp, .eventTime
 * Quiet for: what was last seen longer than `recentMinutes` ago, or fewer than `times` times in all.
 */
export const incidentSystemEvents = defineCheck({
  id: 'incident/system-events',
  title: 'System events are clean',
  severity: 'warning',
  remediation: [
    {
      text: 'Read the events with that reason, the latest last.',
      command: 'kubectl get events -n {eventNamespace} --field-selector reason={reason} --sort-by=.lastTimestamp',
    },
    {
      text: 'Look at the object that most of them are about.',
      command: 'kubectl describe {kind} {name} -n {eventNamespace}',
    },
  ],
  reads: [clusterEvents],
  settings: { recentMinutes: 30, times: 3 },
  *run({ clusterEvents }, { now, settings }) {
    const warnings = clusterEvents.filter(
      ({ isWarning, lastAt }) => isWarning && ageMinutes(now, lastAt) < settings.recentMinutes,
    );
    for (const group of Map.groupBy(warnings, ({ namespace, reason }) => `${namespace}\n${reason}`).values()) {
      const sorted = group.toSorted((a, b) => b.count - a.count);
      if (countAll(sorted) >= settings.times) yield* toObservation(sorted, now);
    }
    return { examined: clusterEvents.length, measurements: { 'incident/events': listEvents(clusterEvents) } };
  },
});

function* toObservation(events: readonly ClusterEvent[], now: Date): Generator<Observation> {
  const [most] = events;
  if (!most) return;
  const objects = new Map(events.map((event) => [`${event.kind}/${event.name}`, subjectOf(event)]));
  const latest = events.reduce((a, b) => (instantOf(b.lastAt) > instantOf(a.lastAt) ? b : a), most);
  const first = events.reduce((a, b) => (instantOf(b.firstAt) < instantOf(a.firstAt) ? b : a), most);
  yield {
    subject: subjectOf(most),
    owner: { kind: 'Namespace', namespace: null, name: most.namespace },
    discriminator: most.reason,
    message: `${most.reason} ${countAll(events)} times on ${describeObjects([...objects.values()])}, last ${formatDuration(ageMs(now, latest.lastAt))} ago: ${most.message}`,
    since: first.firstAt,
    evidence: {
      reason: most.reason,
      eventNamespace: most.namespace || 'default',
      count: countAll(events),
      objects: [...objects.keys()].slice(0, subjectsNamed),
    },
  };
}

function describeObjects([first, ...others]: readonly Subject[]): string {
  if (!first) return 'nothing';
  const name = `${first.kind} ${first.namespace ? `${first.namespace}/` : ''}${first.name}`;
  return others.length === 0 ? name : `${name} and ${others.length} more`;
}

function subjectOf({ kind, namespace, name }: ClusterEvent): Subject {
  return { kind, namespace: namespace || null, name };
}

function countAll(events: readonly ClusterEvent[]): number {
  return events.reduce((sum, { count }) => sum + count, 0);
}

/** NaN has no place in an order. */
function instantOf(at: string | null): number {
  return Date.parse(at ?? '') || 0;
}

/** As `kubectl get events --sort-by=.lastTimestamp`, with series counted: the latest last. */
function listEvents(events: readonly ClusterEvent[]) {
  return events
    .toSorted((a, b) => instantOf(a.lastAt) - instantOf(b.lastAt))
    .slice(-eventsKept)
    .map((event) => ({
      lastAt: event.lastAt,
      count: event.count,
      type: event.isWarning ? 'Warning' : 'Normal',
      reason: event.reason,
      subject: subjectOf(event),
      message: event.message,
    }));
}
