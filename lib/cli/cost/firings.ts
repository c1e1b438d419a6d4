import { readCron } from '#lib/config/cron.ts';

const daysPerMonth = 365.25 / 12;
const minutesPer = { minute: 1, hour: 60, day: 1440 } as const;

/** How often a month a schedule of EventBridge Scheduler fires: `rate(...)` or `cron(...)`. */
export function firingsPerMonth(expression: string): number {
  const rate = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(expression);
  if (rate) return (daysPerMonth * 1440) / (Number(rate[1]) * minutesPer[rate[2] as keyof typeof minutesPer]);
  // Six fields, of which the last is the year; ? says of a field of days that the other one decides.
  const fields = /^cron\((.*) \S+\)$/.exec(expression)?.[1]?.replaceAll('?', '*') ?? '';
  const cron = readCron(fields);
  if ('mistake' in cron) throw new Error(`schedule ${expression}: ${cron.mistake}`);
  const timesADay = cron.minutes.size * cron.hours.size;
  const ofDates = cron.daysOfMonth.size === 31 ? daysPerMonth : cron.daysOfMonth.size;
  return timesADay * ofDates * (cron.daysOfWeek.size / 7) * (cron.months.size / 12);
}
