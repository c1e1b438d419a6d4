import { describe, expect, it } from 'vitest';
import { openShell } from '../support/command-line.ts';

const head = 'schemaVersion: 1\ncluster: { name: ecommerce-production }\nnamespaces: [ecommerce]\nexemptions:\n';
const known = '{ check: nodes/ready, kind: Node, owner: Ann, reason: being replaced, until: 2999-12-31 }';
const lost = "{ check: nodes/ready, name: 'gone-*', owner: Ben, reason: gone, until: 2999-12-31 }";
const over =
  '{ check: pods/ready, namespace: shop, container: app, label: app=cart, owner: Cy, reason: old, until: 2026-01-31 }';

function openShellWith(...exemptions: string[]) {
  const shell = openShell();
  const config = (lines: readonly string[]) =>
    shell.folder.write('runbook.yaml', head + lines.map((line) => `  - ${line}\n`).join(''));
  config(exemptions);
  return { ...shell, config };
}

const runMorning = ['run', 'daily-morning', '--only', 'nodes/ready'];

describe('runbook exemptions', () => {
  it('says whose they are, why, and what each hid in the last runs', async () => {
    const shell = openShellWith(known, lost, over);
    for (const snapshot of ['example', 'healthy', 'example', 'example'])
      await shell.run(...runMorning, '--snapshot', snapshot);
    const { stdout, exitCode } = await shell.run('exemptions');
    expect(stdout.replaceAll(/\w{3} \d+ \w{3} \d{4} \d\d:\d\d/g, 'TODAY')).toBe(
      [
        '    holds  nodes/ready of Node',
        '    until  2999-12-31, by Ann: being replaced',
        '      hid  1 finding in daily-morning on TODAY (before: 1, 0)',
        '',
        ' UNMATCHED  nodes/ready of gone-*',
        '    until  2999-12-31, by Ben: gone',
        '      hid  0 findings in daily-morning on TODAY (before: 0, 0)',
        '     next  Take it out of the configuration, or correct what it names.',
        '',
        '    ENDED  pods/ready in shop, container app, labelled app=cart',
        '    until  2026-01-31, by Cy: old',
        '      hid  no run that is kept has tried it',
        '     next  Take it out of the configuration, or agree on another end with its owner: its findings',
        '           are back.',
        '',
      ].join('\n'),
    );
    expect(exitCode).toBe(0);
  });

  it('has not been tried by a run before it was written, nor by one that looked elsewhere', async () => {
    const shell = openShellWith(known);
    await shell.run(...runMorning);
    shell.config([known, lost]);
    await shell.run('run', 'daily-morning', '--only', 'pods/scheduled');
    const { stdout } = await shell.run('exemptions', '--output', 'json');
    const { schemaVersion, exemptions } = JSON.parse(stdout) as Tallies;
    expect(schemaVersion).toBe(1);
    expect(exemptions.map(({ state, runs }) => [state, runs.map(({ hidden }) => hidden)])).toEqual([
      ['holding', [1]],
      ['untried', []],
    ]);
    expect(exemptions[1]?.exemption).toMatchObject({ check: 'nodes/ready', owner: 'Ben', name: 'gone-*' });
  });

  it('says that there are none', async () => {
    expect(await openShell().run('exemptions')).toEqual({
      exitCode: 0,
      stdout: 'The configuration has no exemptions.\n',
      stderr: '',
    });
  });

  it.each([
    [['now'], 'exemptions takes no argument, not now'],
    [['--output', 'html'], 'unknown output html (text, json)'],
  ])('refuses %j', async (args, message) => {
    const { exitCode, stderr } = await openShell().run('exemptions', ...args);
    expect([exitCode, stderr]).toEqual([64, `runbook: ${message}\n`]);
  });
});

interface Tallies {
  readonly schemaVersion: number;
  readonly exemptions: readonly {
    readonly state: string;
    readonly exemption: object;
    readonly runs: readonly { readonly hidden: number }[];
  }[];
}
