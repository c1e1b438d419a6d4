import { describe, expect, it } from 'vitest';
import { carryOver, type Grouping, groupFindings } from '#lib/incidents/group-findings.ts';
import type { CheckResult, ReadRecord } from '#lib/runs/run-document.ts';
import { checkOf, documentOf, findingOf } from '../store/support/documents.ts';
import { troubleOf } from './support.ts';

const byStep: Grouping = { groupBy: 'step', openAfterRunsOf: () => 1 };

const critical = (name: string, fields = {}) => findingOf(name, { severity: 'critical', ...fields });

/** The groups of a run that have something wrong, as `group: checks (findings)`. */
function troubled(checks: readonly CheckResult[], openAfterRuns = 1, groupBy: Grouping['groupBy'] = 'step'): string[] {
  return groupFindings(documentOf(2, { checks }), { groupBy, openAfterRunsOf: () => openAfterRuns })
    .filter(({ trouble }) => trouble.findingCount > 0)
    .map(({ group, trouble }) => `${group}: ${trouble.checks.join(' ')} (${trouble.findingCount})`);
}

const step = 'ecommerce-production/daily-morning/cluster-health';

describe('the findings of a run', () => {
  it('are grouped by step and severity; information is left to the report', () => {
    const checks = [
      checkOf('nodes/ready', [critical('a'), critical('b'), findingOf('c')]),
      checkOf('pods/ready', [critical('d'), findingOf('e', { severity: 'info' })]),
    ];
    expect(troubled(checks)).toEqual([
      `${step}/critical: nodes/ready pods/ready (3)`,
      `${step}/warning: nodes/ready (1)`,
    ]);
  });

  it('are grouped by check or by window where that is configured', () => {
    const checks = [checkOf('nodes/ready', [critical('a')]), checkOf('pods/ready', [critical('b'), findingOf('c')])];
    expect(troubled(checks, 1, 'check')).toEqual([
      `${step}/nodes/ready/critical: nodes/ready (1)`,
      `${step}/pods/ready/critical: pods/ready (1)`,
      `${step}/pods/ready/warning: pods/ready (1)`,
    ]);
    expect(troubled(checks, 1, 'window')).toEqual([
      'ecommerce-production/daily-morning/critical: nodes/ready pods/ready (2)',
      'ecommerce-production/daily-morning/warning: pods/ready (1)',
    ]);
  });

  it('of a check that stands in two steps count once in its window', () => {
    const twice = checkOf('monitoring/targets', [critical('a')]);
    const document = documentOf(2, { checks: [twice] });
    const steps = document.steps.map((one) => ({ ...one, checks: [twice] }));
    const [, sighting] = groupFindings({ ...document, steps }, { ...byStep, groupBy: 'window' });
    expect(sighting?.trouble.findingCount).toBe(1);
  });

  it('do not count before they were seen in as many runs as configuration says', () => {
    const checks = [checkOf('nodes/ready', [critical('a', { runs: 1 }), critical('b', { runs: 2 })])];
    expect(troubled(checks, 2)).toEqual([`${step}/critical: nodes/ready (1)`]);
  });

  it('are shown as far as an incident takes them, and counted all', () => {
    const findings = Array.from({ length: 500 }, (_, index) => critical(`f${index}`));
    const sighting = groupFindings(documentOf(2, { checks: [checkOf('nodes/ready', findings)] }), byStep)[1];
    expect([sighting?.trouble.findings.length, sighting?.trouble.findingCount]).toEqual([20, 500]);
  });

  it('are one, the cluster, when nothing at all could be read', () => {
    const document = documentOf(2, { checks: [checkOf('nodes/ready', [], { status: 'unknown' })] });
    const read: ReadRecord = { ...document.reads[0], status: 'failed', error: 'refused' } as ReadRecord;
    const sightings = groupFindings({ ...document, reads: [read, { ...read, source: 'nodes' }] }, byStep);
    expect(sightings.map(({ group, trouble }) => [group, trouble.findings[0]?.message])).toEqual([
      [
        'ecommerce-production/reachable',
        'cluster ecommerce-production cannot be reached, 1 check could not look: refused',
      ],
    ]);
  });
});

describe('what is known after a run', () => {
  const nothing = { checks: [], findings: [], findingCount: 0 };

  it('is what it was, for a check that could not look', () => {
    const before = troubleOf('node-a');
    expect(carryOver(before, { trouble: nothing, looked: new Set(['pods/ready']) })).toEqual(before);
  });

  it('is what the run saw, for a check that looked', () => {
    const looked = new Set(['nodes/ready']);
    expect(carryOver(troubleOf('node-a'), { trouble: nothing, looked })).toEqual(nothing);
    expect(carryOver(troubleOf('node-a'), { trouble: troubleOf('node-b'), looked })).toEqual(troubleOf('node-b'));
  });
});
