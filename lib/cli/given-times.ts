import { UsageError } from '#lib/config/usage-error.ts';

/** An instant that an option gives. Throws `UsageError`. */
export function readInstant(option: string, text: string): Date {
  const instant = new Date(text);
  if (!Number.isNaN(instant.getTime())) return instant;
  throw new UsageError(`${option} ${text}: not an instant; write it as 2026-03-02T07:00:00Z`);
}

/** A number of minutes that an option gives. Throws `UsageError`. */
export function readMinutes(option: string, text: string): number {
  if (/^\d{1,6}$/.test(text)) return Number(text);
  throw new UsageError(`${option} ${text}: not a whole number of minutes`);
}

/** The option by which a run by hand stands for one of the schedule. */
export const scheduledOption = {
  'scheduled-at': { value: 'ISO', about: 'this is the run that was expected then, such as one that was missed' },
} as const;

/** The instant for which a run is scheduled: now, unless it stands for another. Throws `UsageError`. */
export function readScheduledAt(text: string | undefined, now: Date): Date {
  const at = text === undefined ? now : readInstant('--scheduled-at', text);
  if (at <= now) return at;
  throw new UsageError(
    `--scheduled-at ${text}: that is in the future; a run can stand for one that should be there by now`,
  );
}
