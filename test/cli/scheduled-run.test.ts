import { expect, it } from 'vitest';
import { openShell } from '../support/command-line.ts';

const only = ['--only', 'nodes/ready', '--snapshot', 'healthy'];

it('a run by hand stands for one that was missed, once', async () => {
  const shell = openShell();
  const missed = ['run', 'daily-morning', '--scheduled-at', '2026-03-02T07:00:00Z', ...only];
  expect((await shell.run(...missed)).exitCode).toBe(0);
  expect((await shell.run('history')).stdout).toContain('daily-morning.ecommerce-production.20260302T070000Z');
  const { exitCode, stderr } = await shell.run(...missed);
  expect(exitCode).toBe(64);
  expect(stderr).toContain(
    'run daily-morning.ecommerce-production.20260302T070000Z has already been started; see runbook show',
  );
});

it.each([
  ['2999-01-01T00:00:00Z', 'that is in the future; a run can stand for one that should be there by now'],
  ['eight', 'not an instant; write it as 2026-03-02T07:00:00Z'],
])('a run for %s is refused', async (at, message) => {
  const { exitCode, stderr } = await openShell().run('run', 'daily-morning', '--scheduled-at', at, ...only);
  expect([exitCode, stderr]).toEqual([64, `runbook: --scheduled-at ${at}: ${message}\n`]);
});
