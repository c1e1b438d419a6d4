import { describeTrouble, type Incident } from '#lib/incidents/incident.ts';
import { count } from '#lib/report/count.ts';
import { formatZonedMoment } from '#lib/report/time.ts';
import type { LedgerRun } from '#lib/store/ledger.ts';
import type { Notice } from '#lib/store/notices.ts';
import type { RunSummary } from '#lib/store/run-summary.ts';
import type { DigestFacts } from './digest-facts.ts';

/** A part of the digest: what it is about, and a line for each thing; none: all is well there. */
interface Part {
  readonly title: string;
  readonly lines: readonly string[];
  /** What the headline says of it, if it is something to be sorry about. */
  readonly trouble?: string;
}

/** In a chat each part has so many lines. */
const briefLines = 5;

/** The digest as it is told: whole for a mail reader, and what is not well for a chat. */
export function composeDigest(facts: DigestFacts): Pick<Notice, 'headline' | 'text' | 'brief'> {
  const parts = partsOf(facts);
  const troubles = parts.flatMap(({ trouble, lines }) => (trouble && lines.length > 0 ? [trouble] : []));
  const headline = `DAILY ${facts.cluster}: ${troubles.join(', ') || 'nothing to be done'}`;
  const begin = [headline, aliveLine(facts), quietLine(facts)];
  const whole = parts.flatMap(({ title, lines }) => ['', `${title}:${lines.length > 0 ? '' : ' none'}`, ...lines]);
  const short = parts.flatMap(({ title, lines }) => (lines.length > 0 ? ['', `${title}:`, ...shorten(lines)] : []));
  const path = facts.alertPath.map((line) => line.charAt(0).toUpperCase() + line.slice(1));
  return {
    headline,
    text: `${[...begin, ...whole, '', ...path].join('\n')}\n`,
    brief: [...begin, ...short, '', ...shorten(path)].join('\n'),
  };
}

function shorten(lines: readonly string[]): string[] {
  if (lines.length <= briefLines) return [...lines];
  return [...lines.slice(0, briefLines), `(and ${lines.length - briefLines} more)`];
}

/** The heartbeat. */
function aliveLine({ runs, now, timeZone }: DigestFacts): string {
  const words = {
    failed: 'with findings',
    passed: 'without findings',
    unknown: 'that could not look everywhere',
    unfinished: 'unfinished',
  };
  const byStatus = (Object.keys(words) as RunSummary['status'][]).flatMap((status) => {
    const amount = runs.filter((run) => run.status === status).length;
    return amount > 0 ? [`${amount} ${words[status]}`] : [];
  });
  const detail = byStatus.length > 0 ? ` (${byStatus.join(', ')})` : '';
  const swept = formatZonedMoment(now.toISOString(), timeZone);
  return `For the team: the runbook is alive: swept at ${swept}; ${count(runs.length, 'run')} in 24 hours${detail}.`;
}

/** What nobody was told of before. */
function quietLine({ runs, transient, suppressed }: DigestFacts): string {
  // each window's newest run says how it stands now
  const newest = [...Map.groupBy(runs, ({ window }) => window).values()].flatMap(([run]) => run ?? []);
  const info = newest.reduce((sum, { severities }) => sum + severities.info, 0);
  return `Not told before: ${count(info, 'finding')} for information, ${transient} transient, ${suppressed} silenced.`;
}

function partsOf(facts: DigestFacts): Part[] {
  const { open, missed, undelivered, silences, exemptions } = facts;
  return [
    {
      title: 'Open incidents',
      lines: open.map((incident) => describeIncident(incident, facts)),
      trouble: count(open.length, 'open incident'),
    },
    {
      title: 'Windows that did not run as expected',
      lines: missed.map((run) => describeMissed(run, facts)),
      trouble: `${count(missed.length, 'window')} that did not run as expected`,
    },
    {
      title: 'Told and not delivered',
      lines: undelivered.map(({ incident, kind, responder, channel, error, state }) => {
        return `- ${kind} to ${responder} through ${channel} (${incident}): ${error ?? state}`;
      }),
      trouble: `${count(undelivered.length, 'message')} not delivered`,
    },
    { title: 'Silences', lines: silences.map((silence) => describeSilence(silence, facts)) },
    {
      title: 'Exemptions that end',
      lines: exemptions.map(({ check, until, owner, reason }) => `- ${check}, last day ${until}: ${reason} (${owner})`),
    },
  ];
}

function describeIncident(incident: Incident, { timeZone }: DigestFacts): string {
  const { id, severity, title } = incident;
  return `- ${severity} ${id}, ${title}: ${describeTrouble(incident)}; ${clocksOf(incident, timeZone)}`;
}

function clocksOf(
  { policy, level, paused, acknowledgedAt, responseDueAt, resolutionDueAt }: Incident,
  timeZone: string,
) {
  const at = (iso: string) => formatZonedMoment(iso, timeZone);
  if (paused) return `silenced until ${at(paused.until)}`;
  if (level === 0) return 'nobody is paged for it';
  const response = acknowledgedAt === null ? 'not acknowledged' : `acknowledged at ${at(acknowledgedAt)}`;
  const limits = [
    ...(responseDueAt === null ? [] : [`to be acknowledged by ${at(responseDueAt)}`]),
    resolutionDueAt === null ? 'no step follows' : `to be resolved by ${at(resolutionDueAt)}`,
  ];
  return `level ${level}, ${policy.levels[level - 1]?.name ?? ''}, ${response}, ${limits.join(', ')}`;
}

function describeMissed({ window, scheduledAt, state, lateMinutes }: LedgerRun, { timeZone }: DigestFacts): string {
  const what = {
    missed: 'did not run',
    failed: 'did not finish',
    partial: 'ran out of time',
    late: `ran ${lateMinutes} min late`,
    awaited: 'is awaited',
    completed: 'ran',
  }[state];
  return `- ${window} of ${formatZonedMoment(scheduledAt, timeZone)} ${what}`;
}

function describeSilence(
  { id, about, since, until, owner, reason }: DigestFacts['silences'][number],
  facts: DigestFacts,
) {
  const { now, timeZone } = facts;
  const begins = since > now.toISOString() ? `from ${formatZonedMoment(since, timeZone)} ` : '';
  const endsSoon = Date.parse(until) - now.getTime() <= 86_400_000 ? ', which is within 24 hours' : '';
  const end = `until ${formatZonedMoment(until, timeZone)}${endsSoon}`;
  return `- ${about ?? 'everything'} ${begins}${end}: ${reason} (${owner}; ${id})`;
}
