import type { AnyCheck, Check, Conclusion, Observation, Reads, Setting } from '#lib/checks/check.ts';
import type { Source } from '#lib/cluster/source.ts';
import type { RunbookConfig } from '#lib/config/schema.ts';
import { configWith } from './config.ts';

/** The instant as of which `observe` judges: 08:00 in Berlin. */
export const now = new Date('2026-03-02T07:00:00Z');

/** An instant so many minutes before `now`, as the API prints it. */
export function minutesAgo(minutes: number): string {
  return new Date(now.getTime() - minutes * 60_000).toISOString().replace('.000Z', 'Z');
}

/** Runs a check's pure function on given data, as of `now`: everything that it observed, and how it ended. */
export function observe<
  const Sources extends readonly Source<string, unknown>[],
  Settings extends Readonly<Record<string, Setting>>,
>(
  check: Check<Sources, Settings>,
  data: Reads<Sources>,
  {
    config = configWith(),
    settings = {},
  }: { config?: RunbookConfig; settings?: Readonly<Record<string, Setting>> } = {},
): { observations: Observation[]; conclusion: Conclusion } {
  const run = (check as AnyCheck).run(
    data as never,
    { config, now, settings: { ...check.settings, ...settings } } as never,
  );
  const observations: Observation[] = [];
  for (;;) {
    const step = run.next();
    if (step.done) return { observations, conclusion: step.value };
    observations.push(step.value);
  }
}
