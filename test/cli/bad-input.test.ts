import { describe, expect, it } from 'vitest';
import { openShell } from '../support/command-line.ts';

describe('a mistake on the command line is one message and exit code 64', () => {
  it.each<[string, string[], RegExp]>([
    [
      'an unknown command',
      ['histroy'],
      /^runbook: unknown command histroy; did you mean history\? \(runbook help lists all\)\n$/,
    ],
    [
      'an unknown window',
      ['run', 'daily-mornin'],
      /^runbook: unknown window daily-mornin; did you mean daily-morning\?/,
    ],
    ['no window', ['run'], /^runbook: name a window: daily-morning/],
    ['two windows', ['run', 'daily-morning', 'emergency'], /^runbook: run takes one window, not also emergency\n$/],
    [
      'an unknown check',
      ['run', 'daily-morning', '--only', 'nodes/redy'],
      /^runbook: daily-morning has no check or step nodes\/redy; did you mean nodes\/ready\?/,
    ],
    [
      'an unknown option',
      ['run', 'daily-morning', '--outptu', 'json'],
      /^runbook: unknown option --outptu; did you mean --output\?\n$/,
    ],
    [
      'an option without its value',
      ['run', 'daily-morning', '--output'],
      /^runbook: Option '--output <value>' argument missing; see runbook run --help\n$/,
    ],
    [
      'an unknown output',
      ['run', 'daily-morning', '--output', 'jsno'],
      /^runbook: unknown output jsno; did you mean json\?/,
    ],
    [
      'an instant that is none',
      ['run', 'daily-morning', '--now', 'tomorrow'],
      /^runbook: --now tomorrow: not an instant; write it as 2026-/,
    ],
    [
      'a snapshot that is not there',
      ['run', 'daily-morning', '--snapshot', '/nowhere'],
      /^runbook: no snapshot at \/nowhere: /,
    ],
    [
      'two clusters',
      ['run', 'daily-morning', '--snapshot', 'healthy', '--context', 'x'],
      /^runbook: --snapshot and --context name two clusters/,
    ],
    [
      'a kubeconfig that is not there',
      ['run', 'daily-morning', '--kubeconfig', '/nowhere'],
      /^runbook: kubeconfig \/nowhere: no such file/,
    ],
    [
      'a configuration that is not there',
      ['run', 'daily-morning', '--config', '/nowhere.yaml'],
      /^runbook: the configuration is not right:\n\/nowhere.yaml {2}no such file/,
    ],
    ['a wrong override', ['config', 'check', '--set', 'timeZone=Mars/Base'], /--set timeZone/],
    [
      'a role that is none',
      ['config', 'check', '--set', 'cluster.roleArn=arn:aws:iam::111122223333:user/ann'],
      /expected the ARN of an IAM role, found "arn:aws:iam::111122223333:user\/ann"/,
    ],
    [
      'a setting of no check',
      ['config', 'check', '--set', 'checks.nodes/redy.graceMinutes=1'],
      /did you mean nodes\/ready\?/,
    ],
    [
      'an unknown run',
      ['show', 'daily-morning.x.20260302T070000Z'],
      /^runbook: no run daily-morning.x.20260302T070000Z is kept/,
    ],
    ['no run at all', ['show', 'latest'], /^runbook: no run is kept yet/],
    ['one run to compare', ['diff', 'x'], /^runbook: diff takes 2 runs, not 1/],
    ['a limit that is none', ['history', '--limit', '-3'], /^runbook: /],
    ['a snapshot action that is none', ['snapshot', 'record'], /^runbook: snapshot has two actions/],
  ])('%s', async (_case, args, message) => {
    const { exitCode, stdout, stderr } = await openShell().run(...args);
    expect(stderr).toMatch(message);
    expect(stderr).not.toMatch(/\n\s+at /);
    expect([exitCode, stdout]).toEqual([64, '']);
  });
});

describe('a snapshot with a broken document', () => {
  it('is read all the same, and what was left out is told with file and line', async () => {
    const shell = openShell();
    const file = shell.folder.write(
      'cluster.yaml',
      `apiVersion: eks-runbook/v1
kind: Snapshot
takenAt: 2026-03-02T07:00:00Z
---
apiVersion: v1
kind: Node
metadata: { name: n1 }
status: { conditions: [{ type: Ready, status: "True" }] }
---
kind: Pod
metadata: [ broken
`,
    );
    const { stderr, stdout, exitCode } = await shell.run(
      'run',
      'daily-morning',
      '--snapshot',
      file,
      '--only',
      'nodes/ready',
      '--no-store',
    );
    expect(stderr).toMatch(new RegExp(`^${file}:1\\d: left out: `));
    expect(stdout).toContain('PASSED');
    expect(exitCode).toBe(0);
  });
});

describe('a cluster of which nothing can be seen', () => {
  it('is unknown when it is empty, never passed', async () => {
    const shell = openShell();
    const file = shell.folder.write(
      'empty.yaml',
      'apiVersion: eks-runbook/v1\nkind: Snapshot\ntakenAt: 2026-03-02T07:00:00Z\n',
    );
    const { stdout, exitCode } = await shell.run(
      'run',
      'daily-morning',
      '--snapshot',
      file,
      '--only',
      'cluster-health',
      '--no-store',
    );
    expect(stdout).not.toContain('PASSED');
    expect(exitCode).toBe(2);
  });

  it('is unknown when everything is forbidden, naming what is missing', async () => {
    const shell = openShell();
    const file = shell.folder.write(
      'forbidden.yaml',
      'apiVersion: eks-runbook/v1\nkind: Snapshot\nbase: healthy\ndenied: [{ verb: "*", group: "*", resource: "*" }]\n',
    );
    const { stdout, exitCode } = await shell.run('run', 'daily-morning', '--snapshot', file, '--no-store');
    expect(stdout).toContain('UNKNOWN');
    expect(stdout.replaceAll(/\s+/g, ' ')).toContain('list nodes in API group "" (all namespaces)');
    expect(exitCode).toBe(2);
  });
});
