import { formatDuration } from '#lib/checks/duration.ts';
import type { Finding } from '#lib/runs/run-document.ts';

/** The instant from which ages are counted (ISO), and the IANA zone in which times are told. */
export interface Clock {
  readonly at: string;
  readonly timeZone: string;
}

/** A run's own time in full: `Mon 2 Mar 2026 08:00`. What is no instant is given back as it is. */
export function formatMoment(iso: string, timeZone: string): string {
  const parts = readParts(iso, timeZone);
  return parts === undefined ? iso : `${parts.weekday} ${parts.day} ${parts.month} ${parts.year} ${parts.time}`;
}

/** The same with its zone: `Mon 2 Mar 2026 08:00 CET`. */
export function formatZonedMoment(iso: string, timeZone: string): string {
  const zone = readParts(iso, timeZone)?.zone ?? '';
  return `${formatMoment(iso, timeZone)} ${zone}`.trimEnd();
}

/** A text with every instant in it (ISO) as `formatZonedMoment` tells it. */
export function localizeInstants(text: string, timeZone: string): string {
  return text.replaceAll(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/g, (iso) => formatZonedMoment(iso, timeZone));
}

/** An instant as short as the clock's own day and year allow: `06:12`, `Sun 1 Mar 18:40`, `1 Dec 2025 18:40`. */
export function formatInstant(iso: string, clock: Clock): string {
  const parts = readParts(iso, clock.timeZone);
  const today = readParts(clock.at, clock.timeZone);
  if (parts === undefined) return iso;
  if (parts.year !== today?.year) return `${parts.day} ${parts.month} ${parts.year} ${parts.time}`;
  const day = `${parts.day} ${parts.month}`;
  return day === `${today.day} ${today.month}` ? parts.time : `${parts.weekday} ${day} ${parts.time}`;
}

/** Since when something is so, and for how long: `for 48 min, since 06:12`. */
export function formatAge(iso: string, clock: Clock): string {
  const ageMs = Date.parse(clock.at) - Date.parse(iso);
  const since = `since ${formatInstant(iso, clock)}`;
  return ageMs >= 0 ? `for ${formatDuration(ageMs)}, ${since}` : since;
}

/**
 * A finding's age as the objects tell it, and for one that was seen before, since when runs have seen it:
 * `for 2 d 1 h, since Sat 28 Feb 06:50; seen in 3 runs since Sat 28 Feb 08:00`.
 */
export function describeAge(finding: Finding, clock: Clock): string {
  const age = finding.since === null ? [] : [formatAge(finding.since, clock)];
  return [...age, ...describeSightings(finding, age.length > 0, clock)].join('; ');
}

function describeSightings({ state, runs, firstSeenAt }: Finding, hasAge: boolean, clock: Clock): string[] {
  const first = formatInstant(firstSeenAt, clock);
  if (state === 'reopened') return [`first seen ${first}`];
  if (state === 'ongoing') return [`seen in ${runs} runs since ${first}`];
  return hasAge ? [] : ['first seen in this run'];
}

interface Parts {
  readonly weekday: string;
  readonly day: string;
  readonly month: string;
  readonly year: string;
  readonly time: string;
  readonly zone: string;
}

const formats = new Map<string, Intl.DateTimeFormat>();

function readParts(iso: string, timeZone: string): Parts | undefined {
  const at = Date.parse(iso);
  if (Number.isNaN(at)) return undefined;
  const parts = formatFor(timeZone).formatToParts(at);
  const read = (type: Intl.DateTimeFormatPartTypes) => parts.find((part) => part.type === type)?.value ?? '';
  return {
    weekday: read('weekday'),
    day: read('day'),
    // Four letters for September only, in this locale.
    month: read('month').slice(0, 3),
    year: read('year'),
    time: `${read('hour')}:${read('minute')}`,
    zone: read('timeZoneName'),
  };
}

/** One formatter for each zone: making one costs more than a whole report. */
function formatFor(timeZone: string): Intl.DateTimeFormat {
  const made = formats.get(timeZone);
  if (made !== undefined) return made;
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    timeZoneName: 'short',
  });
  formats.set(timeZone, format);
  return format;
}
