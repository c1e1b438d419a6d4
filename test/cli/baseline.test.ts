import { describe, expect, it } from 'vitest';
import { openShell } from '../support/command-line.ts';

describe('runbook baseline', () => {
  it('accepts the configuration and shows it without a value', async () => {
    const shell = openShell();
    const none = await shell.run('baseline', 'show', '--snapshot', 'healthy');
    expect(none).toMatchObject({
      exitCode: 64,
      stderr: 'runbook: no baseline of ecommerce-production is kept yet; runbook baseline accept makes one\n',
    });
    const { exitCode, stdout } = await shell.run('baseline', 'accept', '--snapshot', 'healthy');
    expect(exitCode).toBe(0);
    expect(stdout).toContain('  Secret/ecommerce/postgresql-secrets: password, replication-password, username\n');
    expect(stdout).not.toMatch(/REDACTED|postgresql-service|kube-root-ca/);
    expect(await shell.run('baseline', 'show', '--snapshot', 'healthy')).toMatchObject({ exitCode: 0, stdout });
  });

  it.each([[[]], [['forget']], [['accept', 'more']]])('takes no other action: %j', async (args) => {
    expect(await openShell().run('baseline', ...args)).toMatchObject({
      exitCode: 64,
      stderr: 'runbook: baseline has two actions: runbook baseline accept, runbook baseline show\n',
    });
  });
});
