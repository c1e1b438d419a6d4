import { describe, expect, it } from 'vitest';
import { emergency } from '#lib/runbook/emergency.ts';
import { allWindows } from '#lib/runbook/registry.ts';
import { renderCoverage } from '../scripts/coverage-docs.ts';
import { runbookRows } from './coverage/runbook-rows.ts';

it('has every window of the runbook', () => {
  expect(allWindows.map(({ id }) => id).toSorted()).toEqual(Object.keys(runbookRows).toSorted());
});

describe.each(allWindows.map((window) => [window.id, window] as const))('%s', (id, window) => {
  const written = runbookRows[id] ?? {};

  it('has the steps of the runbook, in its order', () => {
    expect(window.steps.map((step) => step.id)).toEqual(Object.keys(written));
  });

  it.each(window.steps.map((step) => [step.id, step] as const))('%s has a check for every command', (stepId, step) => {
    const met = new Set(step.rows.filter(({ checks }) => checks.length > 0).map(({ command }) => command));
    expect(written[stepId]?.commands.filter((command) => !met.has(command))).toEqual([]);
  });

  it.each(window.steps.map((step) => [step.id, step] as const))('%s carries every action', (stepId, step) => {
    const carried = new Set(step.actions.filter(({ checks }) => checks.length > 0).map(({ ifIssue }) => ifIssue));
    expect(written[stepId]?.actions.filter((action) => !carried.has(action))).toEqual([]);
  });
});

it('the page has every command with its checks, a pipe in it not ending the cell', () => {
  const page = renderCoverage([emergency]);
  expect(page).toContain('1 windows, 2 steps, 8 commands, 6 actions, 23 checks.');
  expect(page).toContain(
    "| `kubectl get events --all-namespaces --sort-by='.lastTimestamp'` | [incident/probable-causes](checks/incident/probable-causes.md), [incident/system-events](checks/incident/system-events.md) |",
  );
  const piped = { command: 'kubectl describe nodes | grep x', checks: [] };
  const step = { id: 's', title: 'S', rows: [piped], actions: [] };
  expect(renderCoverage([{ id: 'w', title: 'W', steps: [step] }])).toContain(
    '| `kubectl describe nodes \\| grep x` |  |',
  );
});
