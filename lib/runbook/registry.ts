import type { AnyCheck, Setting } from '#lib/checks/check.ts';
import { checksOf, type Window } from './window.ts';
import { windowIds, windowLoaders } from './windows.ts';

/** Every window of the runbook, in its order, with all checks: what a run needs of it, `windows.ts` loads alone. */
export const allWindows: readonly Window[] = await Promise.all(Object.values(windowLoaders).map((load) => load()));

/** Every check that some window runs, by id, each once. */
export const allChecks: readonly AnyCheck[] = [
  ...new Set(allWindows.flatMap((window) => window.steps.flatMap(checksOf))),
].toSorted((a, b) => (a.id < b.id ? -1 : 1));

/** What a configuration may name: checks with the defaults of their settings, and windows. */
export const knownNames = {
  knownChecks: Object.fromEntries(
    allChecks.map((check): [string, Readonly<Record<string, Setting>>] => [check.id, check.settings ?? {}]),
  ),
  knownWindows: windowIds,
};
