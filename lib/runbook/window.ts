import type { AnyCheck } from '#lib/checks/check.ts';

/** A line of the runbook's commands, and the checks that do what a person did with its output. */
export interface Row {
  /** The command as the runbook has it, names of the shipped configuration included. */
  readonly command: string;
  readonly checks: readonly AnyCheck[];
}

/** An "Action if Issues" of the runbook, and the checks whose findings carry it. */
export interface Action {
  readonly ifIssue: string;
  readonly checks: readonly AnyCheck[];
}

export interface Step {
  readonly id: string;
  readonly title: string;
  readonly rows: readonly Row[];
  readonly actions: readonly Action[];
}

/** One window of the runbook: when it runs and what it looks at, in order. */
export interface Window {
  readonly id: string;
  readonly title: string;
  /** Five-field cron in the configured time zone; none: on demand. */
  readonly schedule?: string;
  readonly steps: readonly Step[];
}

/** The checks of a step, each once, in the order of its rows. */
export function checksOf(step: Step): readonly AnyCheck[] {
  return [...new Set(step.rows.flatMap((row) => row.checks))];
}
