import { Cron } from 'croner';
import type { CronJob } from '#lib/cluster/sources/jobs.ts';

/** When a CronJob is due. */
export interface Schedule {
  /** The first instant after `after` at which it is due; null when it never is again. */
  next(after: Date): Date | null;
}

const unitMs: Readonly<Record<string, number>> = { h: 3_600_000, m: 60_000, s: 1000 };

/**
 * Reads a schedule as kube-controller-manager does: five fields, `@daily` and the like, `@every 6h`, with the zone of
 * `timeZone` or of a `TZ=` in front (which newer clusters no longer take); UTC without one, as on EKS.
 *
 * @returns the schedule, or what is wrong with it
 */
export function readSchedule({
  schedule,
  timeZone,
}: Pick<CronJob, 'schedule' | 'timeZone'>): Schedule | { mistake: string } {
  const [, zone, text = ''] = /^(?:(?:CRON_)?TZ=(\S+)\s+)?(.*)$/s.exec(schedule.trim()) ?? [];
  const every = /^@every ((?:\d+(?:\.\d+)?[hms])+)$/.exec(text)?.[1];
  if (every) {
    const parts = every.matchAll(/([\d.]+)([hms])/g);
    const periodMs = [...parts].reduce((sum, [, number, unit]) => sum + Number(number) * (unitMs[unit ?? ''] ?? 0), 0);
    return { next: (after) => new Date(after.getTime() + Math.max(1000, periodMs)) };
  }
  const timezone = timeZone ?? zone ?? 'UTC';
  if (!isKnownZone(timezone)) return { mistake: `${timezone} is no time zone` };
  try {
    const cron = new Cron(text.replaceAll('?', '*'), { timezone, paused: true, mode: '5-part' });
    return { next: (after) => cron.nextRun(after) };
  } catch (error) {
    return { mistake: error instanceof Error ? error.message : String(error) };
  }
}

function isKnownZone(zone: string): boolean {
  try {
    return Boolean(new Intl.DateTimeFormat('en', { timeZone: zone }));
  } catch {
    return false;
  }
}

/** The instants at which it was due after `since` and not after `until`; at most `limit` of them. */
export function listDue(schedule: Schedule, since: Date, until: Date, limit = 1000): Date[] {
  const due: Date[] = [];
  for (let next = schedule.next(since); next && next <= until && due.length < limit; next = schedule.next(next)) {
    due.push(next);
  }
  return due;
}
