import { type Attempt, attempt, dataOr } from '#lib/cluster/sources/attempt.ts';
import { clusterEvents } from '#lib/cluster/sources/cluster-events.ts';
import { configMaps } from '#lib/cluster/sources/config-maps.ts';
import { controllerRevisions } from '#lib/cluster/sources/controller-revisions.ts';
import { nodes } from '#lib/cluster/sources/nodes.ts';
import { podLogs } from '#lib/cluster/sources/pod-logs.ts';
import { pods } from '#lib/cluster/sources/pods.ts';
import { prometheusRules } from '#lib/cluster/sources/prometheus-rules.ts';
import { replicaSets } from '#lib/cluster/sources/replica-sets.ts';
import { defineCheck, type EvidenceValue, type Observation } from '../check.ts';
import { ageMs, formatDuration } from '../duration.ts';
import { buildTimeline } from './build-timeline.ts';
import { type Cause, ownersOf } from './cause.ts';
import { causeRules } from './cause-rules.ts';
import { stepsFor } from './cause-steps.ts';
import { appLogsOf } from './error-lines.ts';
import { type Moment, shortName } from './moment.ts';
import { isRecent, rankCauses } from './rank-causes.ts';

/** What the document keeps of a timeline and of a cause's effects. */
const momentsKept = 300;
const effectsKept = 20;

/**
 * Nothing has gone wrong whose cause must be looked for. Puts events, nodes, pods, rollouts, changes of configuration,
 * alerts and logged errors on one timeline, and ranks what probably began it.
 *
 * Reads: v1 Node and Pod .status, all Events, ReplicaSets, ControllerRevisions, ConfigMaps' managedFields; Prometheus' alerts; logs
 * Quiet for: pods that have just started; Jobs' pods; what was replaced and is well again.
 */
export const incidentProbableCauses = defineCheck({
  id: 'incident/probable-causes',
  title: 'Nothing is wrong that needs a cause',
  severity: 'warning',
  remediation: [{ text: 'Look at the whole cluster.', command: 'kubectl get pods --all-namespaces' }],
  reads: [
    nodes,
    pods,
    attempt(clusterEvents),
    attempt(replicaSets),
    attempt(controllerRevisions),
    attempt(configMaps),
    attempt(prometheusRules),
    attempt(podLogs),
  ],
  settings: { causes: 8, recentMinutes: 180 },
  *run(data, { config, now, settings: { causes: most, recentMinutes } }) {
    const timeline = buildTimeline(
      {
        nodes: data.nodes,
        pods: data.pods,
        events: dataOr(data.clusterEventsAttempt, []),
        revisions: [...dataOr(data.replicaSetsAttempt, []), ...dataOr(data.controllerRevisionsAttempt, [])],
        configMaps: dataOr(data.configMapsAttempt, []),
        alerts: dataOr(data.prometheusRulesAttempt, null)?.alerts ?? [],
        logs: appLogsOf(dataOr(data.podLogsAttempt, { containers: [], leftOut: 0 })),
        watchdog: config.monitoring?.watchdog,
      },
      now,
    );
    const all = rankCauses(timeline, now, recentMinutes);
    const told = all.slice(0, most);
    for (const [index, cause] of told.entries()) {
      yield toObservation(cause, index + 1, { now, recentMinutes, namespaces: config.namespaces });
    }
    const measurements = {
      'incident/timeline': timeline
        .filter(({ lastAt }) => isRecent(lastAt, now, recentMinutes))
        .slice(-momentsKept)
        .map(toRow),
      'incident/causes': told.map((cause, index) => ({
        rank: index + 1,
        why: whyOf(cause),
        ...cause,
        effects: cause.effects.slice(0, effectsKept).map(toRow),
      })),
    };
    const missing = Object.values(data).flatMap((read) => (isMissing(read) ? [read.missing] : []));
    if (missing.length > 0)
      return { unknown: `the timeline lacks what could not be read: ${missing.join('; ')}`, measurements };
    const rest = all.length - told.length;
    return {
      examined: timeline.length,
      measurements,
      ...(rest > 0 && { note: `${rest} less probable causes are not told` }),
    };
  },
});

function isMissing(read: unknown): read is Extract<Attempt<unknown>, { missing: string }> {
  return typeof read === 'object' && read !== null && 'missing' in read;
}

interface Place {
  readonly now: Date;
  readonly recentMinutes: number;
  readonly namespaces: readonly string[];
}

function toObservation(cause: Cause, rank: number, { now, recentMinutes, namespaces }: Place): Observation {
  const { rule, confidence, subject, at, text, effects } = cause;
  const isOfApp = [subject, ...ownersOf(effects)].some(({ namespace }) => namespaces.includes(namespace ?? ''));
  const isUrgent = isOfApp && confidence !== 'possible' && isRecent(at, now, recentMinutes);
  return {
    subject,
    discriminator: rule,
    severity: isUrgent ? 'critical' : 'warning',
    message: `Probable cause ${rank} (${confidence}), ${formatDuration(ageMs(now, at))} ago: ${subject.kind} ${shortName(subject)} ${shorten(text.replace(/\.$/, ''))}${describeEffects(cause)}`,
    since: at,
    evidence: { rank, rule, confidence, why: whyOf(cause), effects: effects.slice(0, effectsKept).map(describeMoment) },
    remediation: stepsFor(cause),
  };
}

function describeEffects({ subject, effects }: Cause): string {
  const others = ownersOf(effects).filter((owner) => shortName(owner) !== shortName(subject));
  if (others.length === 0) return '';
  const named = others.slice(0, 4).map(shortName).join(', ');
  return `; since then ${named}${others.length > 4 ? ` and ${others.length - 4} more` : ''} failed`;
}

function describeMoment(moment: Moment): EvidenceValue {
  return `${moment.at} ${moment.subject.kind} ${shortName(moment.subject)} ${shorten(moment.text)}`;
}

/** A row of the document: what a person reads, without what only the rules need. */
function toRow({ at, lastAt, count, sign, subject, text }: Moment) {
  return { at, lastAt, count, sign, subject, text: shorten(text) };
}

function whyOf({ rule }: Cause): string {
  return causeRules.find(({ id }) => id === rule)?.why ?? '';
}

function shorten(text: string): string {
  return text.length > 300 ? `${text.slice(0, 300)}...` : text;
}
