import type { RunStatus } from '#lib/runs/run-document.ts';

/** Exit codes; scripts rely on them. 64 and 70 as in BSD's sysexits(3). */
export const exitCodes = {
  /** Nothing of severity warning or worse. */
  passed: 0,
  /** At least one finding of severity warning or worse. */
  failed: 1,
  /** Something could not be looked at, whatever else was found. */
  unknown: 2,
  /** The command or the configuration is wrong. */
  usage: 64,
  /** Our own fault. */
  internal: 70,
} as const satisfies Record<RunStatus | 'usage' | 'internal', number>;
