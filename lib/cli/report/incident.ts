import { formatDuration } from '#lib/checks/duration.ts';
import type { Incident, IncidentFinding, LogEntry } from '#lib/incidents/incident.ts';
import { type JudgedClocks, judgeClocks, type Kept } from '#lib/incidents/judge-clocks.ts';
import { count } from '#lib/report/count.ts';
import { formatInstant, formatZonedMoment, localizeInstants } from '#lib/report/time.ts';
import type { Delivery } from '#lib/store/outbox.ts';

/** Everything that is kept of an incident. */
export interface IncidentRecord {
  readonly incident: Incident;
  readonly timeline: readonly LogEntry[];
  readonly deliveries: readonly Delivery[];
}

interface Setting {
  readonly now: Date;
  readonly timeZone: string;
}

/** The report of an incident as JSON; `schemaVersion` 1, instants in ISO. */
export function incidentToJson({ incident, timeline, deliveries }: IncidentRecord, { now }: Setting): string {
  const { id, cluster, window, title, severity, openedAt, resolvedAt, episode, checks, foundFirst, findings } =
    incident;
  const told = deliveries.map(
    ({ intendedAt, kind, level, responder, channel, reason, state, attempts, endedAt, error }) => {
      return { at: intendedAt, kind, level, responder, channel, reason, state, attempts, endedAt, error };
    },
  );
  const facts = { id, cluster, window, title, severity, openedAt, resolvedAt, episodes: episode, checks };
  const found = { first: foundFirst, last: findings };
  const report = {
    schemaVersion: 1,
    incident: facts,
    clocks: judgeClocks(incident.clocks, now),
    timeline,
    told,
    found,
  };
  return `${JSON.stringify(report, null, 2)}\n`;
}

/** The report of an incident for people who talk it over: Markdown, times in the zone of the configuration. */
export function incidentToMarkdown({ incident, timeline, deliveries }: IncidentRecord, setting: Setting): string {
  const { id, title, cluster, severity, window } = incident;
  const at = (iso: string) => formatZonedMoment(iso, setting.timeZone);
  const sections: [string, readonly string[]][] = [
    ['Clocks', judgeClocks(incident.clocks, setting.now).map((clocks) => describeClocks(clocks, setting))],
    [
      'Timeline',
      timeline.map(({ at: when, by, text }) => `${at(when)}, ${by}: ${localizeInstants(text, setting.timeZone)}`),
    ],
    ['Who was told', deliveries.map((delivery) => describeDelivery(delivery, setting))],
    ['Found when it began', incident.foundFirst.map((finding) => describeFinding(finding, at))],
    ['Found last', incident.findings.map((finding) => describeFinding(finding, at))],
  ];
  const lines = [
    `# Incident ${id}: ${title}`,
    '',
    `${severity.toUpperCase()} ${cluster}, window ${window}, ${count(incident.findingCount, 'finding')}.`,
    '',
    describePeriod(incident, setting),
    ...sections.flatMap(([head, rows]) => ['', `## ${head}`, '', ...(rows.length > 0 ? rows.map(toItem) : ['None.'])]),
  ];
  return `${lines.join('\n')}\n`;
}

/** A line of a list; what a cluster says must not become markup. */
function toItem(text: string): string {
  return `- ${text.replaceAll(/[\\`*_[\]<>|]/g, '\\$&').replaceAll(/\s*\n\s*/g, ' ')}`;
}

function describePeriod({ openedAt, resolvedAt, episode }: Incident, { now, timeZone }: Setting): string {
  const opened = `Opened ${formatZonedMoment(openedAt, timeZone)}`;
  const times = episode > 1 ? ` It came back ${episode - 1} times.` : '';
  const end = resolvedAt ?? now.toISOString();
  const lasted = formatDuration(Date.parse(end) - Date.parse(openedAt));
  if (resolvedAt === null) return `${opened}; still open after ${lasted}.${times}`;
  return `${opened}, resolved ${formatZonedMoment(resolvedAt, timeZone)}: ${lasted}.${times}`;
}

const marks: Readonly<Record<Kept, string>> = {
  met: 'met',
  missed: 'missed',
  open: 'not yet due',
  'not-reached': 'not reached',
};

/** `L1 On-Call Engineer, paged 06:00: acked 06:09 by ann (limit 06:15 met); not resolved (limit 06:30 missed), then L2` */
function describeClocks(clocks: JudgedClocks, { timeZone }: Setting): string {
  const { level, responder, pagedAt, respondBy, resolveBy, acknowledgedAt, acknowledgedBy, endedAt } = clocks;
  const at = (iso: string) => formatInstant(iso, { at: pagedAt, timeZone });
  const acked =
    acknowledgedAt === null ? 'not acked' : `acked ${at(acknowledgedAt)} by ${acknowledgedBy ?? 'somebody'}`;
  const resolved = clocks.resolvedAt === null ? 'not resolved' : `resolved ${at(clocks.resolvedAt)}`;
  const next = clocks.nextLevel === null || endedAt === null ? '' : `, then L${clocks.nextLevel} ${at(endedAt)}`;
  const response = `${acked} (limit ${at(respondBy)} ${marks[clocks.response]})`;
  const resolution = `${resolved} (limit ${at(resolveBy)} ${marks[clocks.resolution]})${next}`;
  return `L${level} ${responder}, paged ${formatZonedMoment(pagedAt, timeZone)}: ${response}; ${resolution}`;
}

function describeDelivery(delivery: Delivery, { timeZone }: Setting): string {
  const { intendedAt, kind, responder, level, channel, state, attempts, reason, error } = delivery;
  const who = level > 0 && responder !== 'team' ? `level ${level}, ${responder}` : `the ${responder}`;
  const tries = attempts > 1 ? `, ${attempts} tries` : '';
  const why = error === null ? '' : ` (${error})`;
  return `${formatZonedMoment(intendedAt, timeZone)}, ${kind} to ${who} through ${channel}: ${state}${tries}${why}; ${localizeInstants(reason, timeZone)}`;
}

function describeFinding({ message, check, since }: IncidentFinding, at: (iso: string) => string): string {
  return `${message} (${check}), since ${at(since)}`;
}
