import type { AnyCheck } from '#lib/checks/check.ts';
import { checksOf, type Step, type Window } from '#lib/runbook/window.ts';

/** `docs/coverage.md`: each command of the runbook with the checks in its place, each action with those that carry it. */
export function renderCoverage(windows: readonly Window[]): string {
  const steps = windows.flatMap((window) => window.steps);
  const commands = steps.reduce((sum, { rows }) => sum + rows.length, 0);
  const actions = steps.reduce((sum, step) => sum + step.actions.length, 0);
  const checks = new Set(steps.flatMap(checksOf)).size;
  return [
    '# Coverage',
    'What of the runbook is automated, and by what. Generated from the registry by `npm run docs`.',
    `${windows.length} windows, ${steps.length} steps, ${commands} commands, ${actions} actions, ${checks} checks.`,
    ...windows.flatMap((window) => [`## ${window.title} (\`${window.id}\`)`, ...window.steps.map(renderStep)]),
  ]
    .join('\n\n')
    .concat('\n');
}

function renderStep({ id, title, rows, actions }: Step): string {
  const commandRows = rows.map(({ command, checks }) => `| ${code(command)} | ${listChecks(checks)} |`);
  const actionRows = actions.map(({ ifIssue, checks }) => `| ${ifIssue} | ${listChecks(checks)} |`);
  return [
    `### ${title} (\`${id}\`)`,
    ['| command of the runbook | checks in its place |', '|---|---|', ...commandRows].join('\n'),
    ['| action if issues | checks whose findings carry it |', '|---|---|', ...actionRows].join('\n'),
  ].join('\n\n');
}

function listChecks(checks: readonly AnyCheck[]): string {
  return checks.map(({ id }) => `[${id}](checks/${id}.md)`).join(', ');
}

/** In a table even a code span ends at an unescaped `|`. */
function code(text: string): string {
  return `\`${text.replaceAll('|', '\\|')}\``;
}
