import type { Severity } from '#lib/checks/check.ts';
import type { RunStatus } from '#lib/runs/run-document.ts';
import type { Style } from './screen.ts';

/** Colours of verdicts, wherever a terminal shows them; unknown has its own, being neither good nor bad. */
export const statusStyles: Readonly<Record<RunStatus, Style>> = {
  passed: ['bold', 'green'],
  failed: ['bold', 'red'],
  unknown: ['bold', 'magenta'],
};

/** Colours of severities. */
export const severityStyles: Readonly<Record<Severity, Style>> = {
  critical: ['bold', 'red'],
  warning: ['bold', 'yellow'],
  info: ['bold', 'blue'],
};
