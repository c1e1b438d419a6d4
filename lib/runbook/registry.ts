import type { AnyCheck, Setting } from '#lib/checks/check.ts';
import { UsageError } from '#lib/config/usage-error.ts';
import { suggest } from './asked-ids.ts';
import { dailyMorning } from './daily-morning.ts';
import { checksOf, type Window } from './window.ts';

/** Every window of the runbook, in its order. */
export const allWindows: readonly Window[] = [dailyMorning];

/** Every check that some window runs, by id, each once. */
export const allChecks: readonly AnyCheck[] = [
  ...new Set(allWindows.flatMap((window) => window.steps.flatMap(checksOf))),
].toSorted((a, b) => (a.id < b.id ? -1 : 1));

/** What a configuration may name: checks with the defaults of their settings, and windows. */
export const knownNames = {
  knownChecks: Object.fromEntries(
    allChecks.map((check): [string, Readonly<Record<string, Setting>>] => [check.id, check.settings ?? {}]),
  ),
  knownWindows: allWindows.map((window) => window.id),
};

/** The window of that id. Throws `UsageError` with the nearest name. */
export function findWindow(id: string | undefined): Window {
  const ids = allWindows.map((window) => window.id);
  const window = allWindows.find((candidate) => candidate.id === id);
  if (window) return window;
  if (id === undefined) throw new UsageError(`name a window: ${ids.join(', ')}`);
  throw new UsageError(`unknown window ${id}${suggest(id, ids)} (runbook windows lists all)`);
}
