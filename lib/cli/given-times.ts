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
