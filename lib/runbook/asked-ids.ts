import { findNearest } from '#lib/config/nearest.ts';
import { UsageError } from '#lib/config/usage-error.ts';
import { checksOf, type Window } from './window.ts';

/** Checks that each id is a check or a step of the window. Throws `UsageError` with the nearest names. */
export function assertInWindow(window: Window, ids: readonly string[]): void {
  const known = window.steps.flatMap((step) => [step.id, ...checksOf(step).map((check) => check.id)]);
  const unknown = ids.filter((id) => !known.includes(id));
  if (unknown.length === 0) return;
  const named = unknown.map((id) => `${id}${suggest(id, known)}`).join(', ');
  throw new UsageError(`${window.id} has no check or step ${named} (runbook checks --window ${window.id} lists them)`);
}

/** `; did you mean X?` where a known name is near, else nothing. */
export function suggest(name: string, known: readonly string[]): string {
  const near = findNearest(name, known);
  return near ? `; did you mean ${near}?` : '';
}
