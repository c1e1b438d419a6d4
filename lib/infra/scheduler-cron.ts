import type { CronFields } from '#lib/config/cron.ts';

const weekdays = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'] as const;

/**
 * A cron as EventBridge Scheduler writes it: six fields, weekdays by name (its numbers are not cron's), and `?` for one
 * of the two fields of days. https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html
 */
export function toSchedulerCron(cron: CronFields): string | { readonly mistake: string } {
  const everyDate = cron.daysOfMonth.size === 31;
  const everyWeekday = cron.daysOfWeek.size === 7;
  if (!everyDate && !everyWeekday) {
    const mistake =
      'names days of the month and days of the week; EventBridge Scheduler takes one of them, so put * for the other';
    return { mistake };
  }
  const days = everyWeekday ? [toField(cron.daysOfMonth, 31), '?'] : ['?', weekdayField(cron.daysOfWeek)];
  const [date, weekday] = days;
  return `cron(${toField(cron.minutes, 60)} ${toField(cron.hours, 24)} ${date} ${toField(cron.months, 12)} ${weekday} *)`;
}

function toField(numbers: ReadonlySet<number>, all: number): string {
  return numbers.size === all ? '*' : ascending(numbers).join(',');
}

function weekdayField(days: ReadonlySet<number>): string {
  return ascending(days)
    .map((day) => weekdays[day])
    .join(',');
}

function ascending(numbers: ReadonlySet<number>): number[] {
  return [...numbers].toSorted((a, b) => a - b);
}

/** The hours at which it runs every day; none for a cron that leaves a day out. */
export function dailyHours({ hours, daysOfMonth, months, daysOfWeek }: CronFields): ReadonlySet<number> {
  const isDaily = daysOfMonth.size === 31 && months.size === 12 && daysOfWeek.size === 7;
  return isDaily ? hours : new Set();
}
