import type { Event as RawEvent } from 'kubernetes-types/core/v1.d.ts';
import { describe, expect, it } from 'vitest';
import { buildTimeline, type Observed } from '#lib/checks/incident/build-timeline.ts';
import { rankCauses } from '#lib/checks/incident/rank-causes.ts';
import { toClusterEvent } from '#lib/cluster/sources/cluster-events.ts';
import { toConfigMap } from '#lib/cluster/sources/config-maps.ts';
import { toNode } from '#lib/cluster/sources/nodes.ts';
import type { Alert } from '#lib/cluster/sources/prometheus-rules.ts';
import { minutesAgo, now } from '../../support/observe.ts';
import { buildPodWithApp } from '../pods/build-pod.ts';

const nothing: Observed = {
  nodes: [],
  pods: { items: [], total: 0 } as unknown as Observed['pods'],
  events: [],
  revisions: [],
  configMaps: [],
  alerts: [],
  logs: [],
  watchdog: 'Watchdog',
};
const crashing = buildPodWithApp({
  state: { waiting: { reason: 'CrashLoopBackOff' } },
  lastState: { terminated: { exitCode: 1, reason: 'Error', finishedAt: minutesAgo(4) } },
});
const pods = { ...nothing.pods, items: [crashing] } as Observed['pods'];
const ofPod = { kind: 'Pod', namespace: 'shop', name: crashing.name };
const lost = toNode({
  metadata: { name: 'node-1' },
  status: {
    conditions: [
      { type: 'Ready', status: 'Unknown', lastTransitionTime: minutesAgo(20), message: 'Kubelet stopped posting' },
    ],
  },
});
const settings = toConfigMap(
  {
    metadata: {
      name: 'settings',
      namespace: 'shop',
      managedFields: [
        { manager: 'helm', time: minutesAgo(900), fieldsV1: { 'f:data': { 'f:mode': {} } } },
        { manager: 'kubectl-edit', time: minutesAgo(70), fieldsV1: { 'f:data': { 'f:url': {} } } },
      ],
    },
  },
  () => 'digest',
);
const alert = (name: string, state = 'firing'): Alert => ({
  name,
  state,
  labels: { namespace: 'shop', severity: 'critical' },
  annotations: { summary: 'nobody can buy' },
  activeAt: minutesAgo(15),
});
const revision = (kind: string, name: string, minutes: number) => ({
  owner: { kind, namespace: 'shop', name },
  hash: '5d8f',
  revision: 4,
  createdAt: minutesAgo(minutes),
  images: [],
});

/** A timeline as rows: how long ago it began and was last seen, how often, what. */
function rows(observed: Partial<Observed>): string[] {
  return buildTimeline({ ...nothing, ...observed }, now).map(({ at, lastAt, count, sign, subject, text }) => {
    const [first, last] = [at, lastAt].map((instant) => (now.getTime() - Date.parse(instant)) / 60_000);
    return `${first}-${last} ${count}x ${sign} ${subject.kind} ${subject.name}: ${text}`;
  });
}

describe('a timeline', () => {
  it('holds nodes, pods, rollouts of every kind, configuration and alerts, the earliest first', () => {
    const revisions = [
      revision('DaemonSet', 'agent', 30),
      revision('StatefulSet', 'redis', 40),
      revision('Deployment', 'cart', 65),
    ];
    const alerts = [alert('CheckoutDown'), alert('Watchdog'), alert('Slow', 'pending')];
    expect(rows({ nodes: [lost], pods, revisions, configMaps: [settings], alerts })).toEqual([
      '900-900 1x configuration ConfigMap settings: was changed by helm (mode)',
      '70-70 1x configuration ConfigMap settings: was changed by kubectl-edit (url)',
      '65-65 1x rollout Deployment cart: was rolled out, revision 4',
      '60-60 1x pod-not-ready Pod cart-5d8f-abcde: is not Ready',
      '40-40 1x rollout StatefulSet redis: was rolled out, revision 4',
      '30-30 1x rollout DaemonSet agent: was rolled out, revision 4',
      '20-20 1x node-lost Node node-1: stopped answering: Kubelet stopped posting',
      '15-15 1x alert Alert CheckoutDown: fires (critical): nobody can buy',
      '4-4 1x pod-crashed Pod cart-5d8f-abcde: container app ended with exit code 1',
    ]);
  });

  const event = (more: Partial<RawEvent>) =>
    toClusterEvent({
      metadata: {},
      type: 'Warning',
      reason: 'Unhealthy',
      message: 'no',
      involvedObject: ofPod,
      ...more,
    });

  it.each<[string, Partial<RawEvent>]>([
    ['core/v1', { firstTimestamp: minutesAgo(50), lastTimestamp: minutesAgo(2), count: 47 }],
    ['events.k8s.io', { eventTime: minutesAgo(50), series: { count: 47, lastObservedTime: minutesAgo(2) } }],
  ])('tells a series of %s once, with its span and how often', (_, times) => {
    expect(rows({ pods, events: [event(times)] })).toContain('50-2 47x warning Pod cart-5d8f-abcde: Unhealthy: no');
  });

  it('joins what an event and the object tell, in the words of the object', () => {
    const reason = { reason: 'BackOff', message: 'Back-off restarting failed container app' };
    const events = [event({ ...reason, firstTimestamp: minutesAgo(55), lastTimestamp: minutesAgo(1), count: 9 })];
    expect(rows({ pods, events }).at(-1)).toBe(
      '55-1 9x pod-crashed Pod cart-5d8f-abcde: container app ended with exit code 1',
    );
  });
});

it('what changed just before is ranked above what only failed first', () => {
  const timeline = (revisions: Observed['revisions']) => buildTimeline({ ...nothing, pods, revisions }, now);
  const causes = (revisions: Observed['revisions']) =>
    rankCauses(timeline(revisions), now).map(({ rule, subject }) => `${rule} ${subject.kind} ${subject.name}`);
  expect(causes([])).toEqual(['broke-first Deployment cart']);
  expect(causes([revision('Deployment', 'cart', 65)])).toEqual(['rollout Deployment cart']);
});
