import { describe, expect, it } from 'vitest';
import { openShell } from '../support/command-line.ts';

const at = ['--at', '2026-03-29T00:30:00Z'];

describe('runbook simulate escalation', () => {
  it('gives each telling as JSON', async () => {
    const { stdout, exitCode } = await openShell().run(
      'simulate',
      'escalation',
      ...at,
      '--resolve',
      '16',
      '--output',
      'json',
    );
    expect(JSON.parse(stdout)).toEqual([
      { atMinute: 0, level: 1, kind: 'page', responder: 'On-Call Engineer', channels: ['pagerduty'] },
      { atMinute: 0, level: 1, kind: 'inform', responder: 'team', channels: ['slack', 'email'] },
      { atMinute: 15, level: 1, kind: 'repage', responder: 'On-Call Engineer', channels: ['phone'] },
      { atMinute: 16, level: 1, kind: 'resolve', responder: 'On-Call Engineer', channels: ['pagerduty', 'phone'] },
      { atMinute: 16, level: 0, kind: 'resolve', responder: 'team', channels: ['slack', 'email'] },
    ]);
    expect(exitCode).toBe(0);
  });

  it('says it in sentences, in real minutes over the night when clocks change', async () => {
    const { stdout } = await openShell().run('simulate', 'escalation', ...at, '--ack', '1', '--resolve', '31');
    const lines = stdout.split('\n').filter((line) => line.includes('is paged'));
    expect(lines).toEqual([
      'Sun, 01:30 CET (minute 0): level 1, On-Call Engineer (Platform Engineering Team), is paged through pagerduty.',
      'Sun, 03:00 CEST (minute 30): level 2, Senior Engineer (DevOps Team), is paged through pagerduty, because it was not resolved in time.',
    ]);
  });

  it('applies the silences that are kept', async () => {
    const shell = openShell({ env: { USER: 'ann' } });
    const inHours = (hours: number) => new Date(Date.now() + hours * 3_600_000).toISOString();
    await shell.run('silence', 'all', '--until', inHours(2), '--reason', 'maintenance');
    const simulated = await shell.run('simulate', 'escalation', '--at', inHours(1), '--output', 'json');
    const rows = JSON.parse(simulated.stdout) as { atMinute: number }[];
    expect(rows[0]).toMatchObject({ atMinute: 60, level: 1, kind: 'page' });
  });

  it.each([
    [['simulate', 'escalation', '--check', 'nodes/redy'], 'unknown check nodes/redy (runbook checks lists all)'],
    [['simulate', 'rain'], 'simulate knows one thing: runbook simulate escalation --at 2026-03-02T06:00:00Z'],
    [['simulate', 'escalation', '--ack', 'soon'], '--ack soon: not a whole number of minutes'],
  ])('refuses %j', async (args, message) => {
    const { exitCode, stderr } = await openShell().run(...args);
    expect([exitCode, stderr]).toEqual([64, `runbook: ${message}\n`]);
  });
});

describe('acting on an incident', () => {
  it.each([
    [['ack', 'INC-0'], 'no incident INC-0 is kept; runbook incidents --all lists them'],
    [['ack'], 'name one incident; runbook incidents lists them'],
    [['resolve', 'INC-0'], '--reason is missing: say what was done'],
    [['extend', 'INC-0', '--until', '2030-01-01T00:00:00Z'], '--reason is missing: say why it takes longer'],
    [['note', 'INC-0'], 'TEXT is missing: say what is to be remembered'],
    [['silence', 'all', '--reason', 'x'], '--until is missing: a silence has an end'],
    [
      ['silence', 'nodes/redy', '--until', '2999-01-01T00:00:00Z', '--reason', 'x'],
      'unknown check, step or window nodes/redy (runbook checks and runbook windows list all)',
    ],
  ])('refuses %j', async (args, message) => {
    const { exitCode, stderr } = await openShell({ env: { USER: 'ann' } }).run(...args);
    expect([exitCode, stderr]).toEqual([64, `runbook: ${message}\n`]);
  });

  it('stands in the timeline under the name of who did it', async () => {
    const shell = openShell({ env: { USER: 'ann' } });
    await shell.run('run', 'daily-morning', '--only', 'nodes/ready');
    await shell.run('sweep');
    const [id = ''] = (await shell.run('incidents')).stdout.split(' ');
    await shell.run('ack', id);
    await shell.run('note', id, 'looking', 'at', 'it', '--by', 'ben');
    await shell.run('escalate', id);
    await shell.run('extend', id, '--until', new Date(Date.now() + 7_200_000).toISOString(), '--reason', 'waiting');
    await shell.run('resolve', id, '--reason', 'node replaced');
    const { stdout } = await shell.run('incidents', id, '--output', 'json');
    const { timeline } = JSON.parse(stdout) as { timeline: { by: string; text: string }[] };
    const deeds = timeline
      .filter(({ by }) => by !== 'runbook')
      .map(({ by, text }) => `${by}: ${text.split(/[,:] /)[0]}`);
    expect(deeds).toEqual([
      'ann: acknowledged at level 1',
      'ben: looking at it',
      'ann: escalated to level 2',
      expect.stringMatching(/^ann: ann takes until /),
      'ann: resolved by ann',
    ]);
    expect((await shell.run('incidents')).stdout).toBe('No incident is open.\n');
  });
});
