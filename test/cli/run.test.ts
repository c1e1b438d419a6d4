import { describe, expect, it } from 'vitest';
import type { RunDocument } from '#lib/runs/run-document.ts';
import { openShell } from '../support/command-line.ts';

const findingsOf = (document: RunDocument) =>
  document.steps.flatMap((step) =>
    step.checks.flatMap((check) => check.findings.map((finding) => ({ check: check.id, ...finding }))),
  );

describe('runbook run daily-morning', () => {
  it('is quiet on the healthy cluster: every check passed, exit 0', async () => {
    const { exitCode, stdout, stderr } = await openShell().run(
      'run',
      'daily-morning',
      '--snapshot',
      'healthy',
      '--output',
      'json',
    );
    const document = JSON.parse(stdout) as RunDocument;
    expect(findingsOf(document)).toEqual([]);
    const others = document.steps.flatMap((step) => step.checks).filter((check) => check.status !== 'passed');
    expect(others.map(({ id, status }) => `${id} ${status}`)).toEqual([
      'slo/error-budget not-applicable', // the shipped configuration has no query for it
      'slo/burn-rate not-applicable',
    ]);
    expect(document.reads.filter((read) => read.status !== 'ok')).toEqual([]);
    expect([document.run.status, exitCode, stderr]).toEqual(['passed', 0, '']);
  });

  it('finds what is wrong with the example, with something to do about each, exit 1', async () => {
    const { exitCode, stdout } = await openShell().run('run', 'daily-morning', '--output', 'json');
    const document = JSON.parse(stdout) as RunDocument;
    expect(document.run).toMatchObject({
      window: 'daily-morning',
      status: 'failed',
      judgedAt: '2026-03-02T07:00:00.000Z',
    });
    expect(document.steps.map((step) => step.id)).toEqual([
      'cluster-health',
      'application-health',
      'monitoring-health',
    ]);
    for (const finding of findingsOf(document)) {
      expect(finding.remediation.length, finding.message).toBeGreaterThan(0);
      for (const step of finding.remediation) expect(JSON.stringify(step)).not.toMatch(/\{\w+\}/);
    }
    expect(exitCode).toBe(1);
  });

  it('tells in a second run what goes on, and in one on the healthy cluster what is resolved', async () => {
    const shell = openShell();
    const first = JSON.parse((await shell.run('run', 'daily-morning', '--output', 'json')).stdout) as RunDocument;
    const second = JSON.parse((await shell.run('run', 'daily-morning', '--output', 'json')).stdout) as RunDocument;
    const third = await shell.run('run', 'daily-morning', '--snapshot', 'healthy', '--output', 'json');
    const healthy = JSON.parse(third.stdout) as RunDocument;
    expect(second.run.comparedWith).toBe(first.run.id);
    expect(findingsOf(second).map(({ state, runs }) => `${state} ${runs}`)).toEqual(
      findingsOf(second).map(() => 'ongoing 2'),
    );
    expect(healthy.resolved.map((finding) => finding.fingerprint).toSorted()).toEqual(
      findingsOf(second)
        .map((finding) => finding.fingerprint)
        .toSorted(),
    );
    const fourth = JSON.parse((await shell.run('run', 'daily-morning', '--output', 'json')).stdout) as RunDocument;
    expect(new Set(findingsOf(fourth).map(({ state }) => state))).toEqual(new Set(['reopened']));
  });

  it('runs only the checks and steps that are asked for, and leaves the others’ findings open', async () => {
    const shell = openShell();
    await shell.run('run', 'daily-morning');
    const { stdout } = await shell.run(
      'run',
      'daily-morning',
      '--snapshot',
      'healthy',
      '--only',
      'nodes/ready,monitoring-health',
      '--output',
      'json',
    );
    const document = JSON.parse(stdout) as RunDocument;
    expect(document.steps.map((step) => step.id)).toEqual(['cluster-health', 'monitoring-health']);
    expect(document.steps[0]?.checks.map((check) => check.id)).toEqual(['nodes/ready']);
    expect(new Set(document.resolved.map((finding) => finding.check.split('/')[0]))).toEqual(
      new Set(['nodes', 'monitoring']),
    );
  });

  it('keeps nothing with --no-store and with --dry-run', async () => {
    const shell = openShell();
    await shell.run('run', 'daily-morning', '--no-store');
    await shell.run('run', 'daily-morning', '--dry-run');
    expect((await shell.run('history')).stdout).not.toContain('daily-morning.');
    await shell.run('run', 'daily-morning');
    const compared = JSON.parse(
      (await shell.run('run', 'daily-morning', '--dry-run', '--output', 'json')).stdout,
    ) as RunDocument;
    expect(new Set(findingsOf(compared).map(({ state }) => state))).toEqual(new Set(['ongoing']));
  });

  it('judges as of another instant when asked', async () => {
    const at = async (now: string) => {
      const { stdout } = await openShell().run(
        'run',
        'daily-morning',
        '--only',
        'nodes/ready',
        '--now',
        now,
        '--output',
        'json',
      );
      return findingsOf(JSON.parse(stdout) as RunDocument)[0]?.message;
    };
    expect(await at('2026-03-02T08:14:00Z')).toMatch(/has not answered for 2 h/);
  });

  it.each([
    ['text', /^ {3}FAILED {2}daily-morning on /],
    ['junit', /^<\?xml version="1.0"/],
    ['markdown', /^#/],
    ['html', /^<!doctype html>/i],
  ])('shows the result as %s', async (output, start) => {
    const { stdout, exitCode } = await openShell().run('run', 'daily-morning', '--no-store', '--output', output);
    expect(stdout).toMatch(start);
    expect(stdout).toContain('ip-10-0-23-180');
    expect(exitCode).toBe(1);
  });
});
