import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { allChecks } from '#lib/runbook/registry.ts';
import { examineFixture } from '../support/check-fixtures.ts';

const root = import.meta.dirname;

function fixturesOf(id: string, kind: 'pass' | 'fail'): string[] {
  return readdirSync(`${root}/${id}`).filter((name) => name.startsWith(`${kind}.`) && name.endsWith('.yaml'));
}

describe.each(allChecks.map((check) => [check.id, check] as const))('%s', (id, check) => {
  it('has a healthy and a failing case', () => {
    expect(fixturesOf(id, 'pass').length).toBeGreaterThan(0);
    expect(fixturesOf(id, 'fail').length).toBeGreaterThan(0);
  });

  it.each(fixturesOf(id, 'pass'))('is quiet on %s', async (name) => {
    const { status, findings, reason } = await examineFixture(check, `${root}/${id}/${name}`);
    expect({ status, reason, serious: findings.filter(({ severity }) => severity !== 'info') }).toMatchObject({
      serious: [],
    });
    expect(['passed', 'not-applicable']).toContain(status);
  });

  it.each(fixturesOf(id, 'fail'))('finds what is wrong in %s', async (name) => {
    const { status, findings, reason } = await examineFixture(check, `${root}/${id}/${name}`);
    expect(findings, reason).not.toEqual([]);
    // a check whose findings are all of severity info passes with them
    expect(status).toBe(findings.some(({ severity }) => severity !== 'info') ? 'failed' : 'passed');
    for (const { remediation, message } of findings) {
      expect(remediation.length, message).toBeGreaterThan(0);
      expect(JSON.stringify(remediation), message).not.toMatch(/\{\w+\}/);
    }
  });
});
