import { Cron } from 'croner';
import { type CronFields, readCron } from '#lib/config/cron.ts';

/** When something runs: a five-field cron and the IANA zone in which it is read. */
export interface Schedule {
  readonly schedule: string;
  readonly timeZone: string;
}

/** A clock change moves clocks by at most so much; Lord Howe Island by half of it. */
const shiftsMs = [30 * 60_000, 60 * 60_000];

/**
 * The instants after `after` and not after `until` at which a schedule fires, as EventBridge Scheduler has it: a local
 * time that does not exist is skipped, one that comes twice counts the first time only.
 * https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html
 *
 * @returns none for a cron that cannot be read: the configuration refuses it
 */
export function fireTimes({ schedule, timeZone }: Schedule, after: Date, until: Date): Date[] {
  const fields = readCron(schedule);
  if ('mistake' in fields || until <= after) return [];
  const cron = new Cron(patternOf(fields), { timezone: timeZone, mode: '5-part', paused: true });
  const times: Date[] = [];
  for (let at = cron.nextRun(after); at && at <= until; at = cron.nextRun(at)) {
    if (exists(at, fields, timeZone) && !isRepeated(at, timeZone)) times.push(at);
  }
  return times;
}

function patternOf({ minutes, hours, daysOfMonth, months, daysOfWeek }: CronFields): string {
  const fields = [
    [minutes, 60],
    [hours, 24],
    [daysOfMonth, 31],
    [months, 12],
    [daysOfWeek, 7],
  ] as const;
  return fields.map(([numbers, all]) => (numbers.size === all ? '*' : [...numbers].join(','))).join(' ');
}

/** What fires at a time that clocks skip comes from the cron library at the next that they show. */
function exists(at: Date, { hours, minutes }: CronFields, timeZone: string): boolean {
  const [hour = 0, minute = 0] = localTime(at, timeZone).split(':').map(Number);
  return hours.has(hour) && minutes.has(minute);
}

function isRepeated(at: Date, timeZone: string): boolean {
  const shown = localTime(at, timeZone);
  return shiftsMs.some((shiftMs) => localTime(new Date(at.getTime() - shiftMs), timeZone) === shown);
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** A clock on the wall: `08:00`. */
export function localTime(at: Date, timeZone: string): string {
  return partsOf(at, timeZone).slice(11);
}

/** The day that a calendar on the wall shows: `2026-03-02`. */
export function localDay(at: Date, timeZone: string): string {
  return partsOf(at, timeZone).slice(0, 10);
}

/** `2026-03-02 08:00` */
function partsOf(at: Date, timeZone: string): string {
  const made = formats.get(timeZone);
  const format =
    made ?? new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short', hourCycle: 'h23' });
  formats.set(timeZone, format);
  return format.format(at);
}
