import type { IncidentFinding } from '#lib/incidents/incident.ts';
import { count } from '#lib/report/count.ts';
import { formatZonedMoment, localizeInstants } from '#lib/report/time.ts';
import type { Telling } from './notifier.ts';

/** One incident as it is told, made when it is sent. */
export interface Composed {
  /** One line. */
  readonly headline: string;
  /** For a mail reader: plain text, what matters in the first three lines. */
  readonly text: string;
  /** The same in 140 ASCII characters. */
  readonly short: string;
}

const shownFindings = 10;
const maxShort = 140;

/** What people read at three in the morning: what is wrong, why they are told, since when, what to do. */
export function compose(telling: Telling): Composed {
  const { incident, delivery } = telling;
  const headline = `${wordOf(telling)} ${incident.cluster}: ${headOf(telling)}`;
  const lines = [
    headline,
    `${whoOf(telling)}: ${localizeInstants(delivery.reason, telling.timeZone)}.`,
    `${periodOf(telling)}. Incident ${incident.id}, ${incident.title}.`,
    ...describeLastGood(telling),
    ...(incident.resolvedAt === null ? describeWork(telling) : []),
  ];
  return { headline, text: `${lines.join('\n')}\n`, short: shorten(telling) };
}

function wordOf({ incident: { severity, resolvedAt, acknowledgedAt } }: Telling): string {
  if (resolvedAt !== null) return 'RESOLVED';
  return acknowledgedAt === null ? severity.toUpperCase() : `${severity.toUpperCase()} (acknowledged)`;
}

function headOf({ incident: { findings, findingCount, title } }: Telling): string {
  const first = findings[0]?.message ?? title;
  return findingCount > 1 ? `${first} (and ${findingCount - 1} more)` : first;
}

function whoOf({ delivery: { level, responder } }: Telling): string {
  return responder === 'team' ? 'For the team' : `Level ${level}, ${responder}`;
}

function periodOf({ incident: { findings, openedAt, resolvedAt }, timeZone }: Telling): string {
  const since = formatZonedMoment(sinceOf(findings, openedAt), timeZone);
  return resolvedAt === null ? `Since ${since}` : `From ${since} to ${formatZonedMoment(resolvedAt, timeZone)}`;
}

/** What is otherwise than when it was last well. */
function describeLastGood({ incident: { lastGood, resolvedAt }, timeZone }: Telling): string[] {
  if (!lastGood || resolvedAt !== null) return [];
  const { at, newFindings, goneFindings } = lastGood;
  const gone = goneFindings > 0 ? `, ${goneFindings} gone` : '';
  return [`Last good run: ${formatZonedMoment(at, timeZone)}; since then ${count(newFindings, 'new finding')}${gone}.`];
}

function sinceOf(findings: readonly IncidentFinding[], openedAt: string): string {
  return findings.map(({ since }) => since).toSorted()[0] ?? openedAt;
}

function describeWork({ incident, acknowledgeUrl }: Telling): string[] {
  const shown = incident.findings.slice(0, shownFindings);
  const hidden = incident.findingCount - shown.length;
  const clock = incident.policy.route.pages ? [`Acknowledge: runbook ack ${incident.id}`] : [];
  const link = acknowledgeUrl === undefined ? [] : [`  or open ${acknowledgeUrl}`];
  return [
    '',
    ...shown.flatMap(describeFinding),
    ...(hidden > 0 ? [`${hidden} more are not shown here: runbook show ${incident.run ?? 'latest'}`] : []),
    '',
    ...clock,
    ...link,
    `All about it: runbook incidents ${incident.id}`,
  ];
}

function describeFinding({ message, check, action }: IncidentFinding): string[] {
  const doing = action === null ? [] : [`  ${action.text}`];
  return [`- ${message} (${check})`, ...doing, ...(action?.command === undefined ? [] : [`    ${action.command}`])];
}

/** The command to acknowledge always stays whole: what gives way is the message. */
function shorten(telling: Telling): string {
  const { incident, delivery } = telling;
  const isOver = incident.resolvedAt !== null;
  const begin = `${isOver ? '' : `L${delivery.level} `}${wordOf(telling)} ${incident.cluster}: `;
  const end = isOver ? ` ${incident.id}` : ` runbook ack ${incident.id}`;
  const room = Math.max(0, maxShort - begin.length - end.length);
  return `${begin}${headOf(telling).slice(0, room)}${end}`.replaceAll(/[^ -~]+/g, '?').slice(0, maxShort);
}
