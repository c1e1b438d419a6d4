import type { Incident, Trouble } from '#lib/incidents/incident.ts';
import { type Opening, open } from '#lib/incidents/next.ts';
import { type Policy, policyOf } from '#lib/incidents/policy.ts';
import { configWith } from '../support/config.ts';

/** When the incidents of these tests begin. */
export const begin = new Date('2026-03-02T06:00:00Z');

/** So many minutes after `begin`. */
export function minute(minutes: number): Date {
  return new Date(begin.getTime() + minutes * 60_000);
}

/** The shipped policy for critical findings, with parts replaced. */
export function policyWith(parts: Partial<Policy> = {}): Policy {
  return { ...policyOf(configWith(), 'critical'), ...parts };
}

/** One check with one finding for each name. */
export function troubleOf(...names: readonly string[]): Trouble {
  return {
    checks: ['nodes/ready'],
    findings: names.map((name) => ({
      fingerprint: `nodes/ready ${name}`,
      check: 'nodes/ready',
      subject: { kind: 'Node', namespace: null, name },
      message: `${name} is not ready`,
      since: '2026-03-02T05:50:00.000Z',
      action: { text: 'Look at it.', command: `kubectl describe node ${name}` },
    })),
    findingCount: names.length,
  };
}

export function openingOf(parts: Partial<Opening> = {}): Opening {
  return {
    id: 'INC-1',
    cluster: 'ecommerce-production',
    window: 'daily-morning',
    group: 'ecommerce-production/daily-morning/cluster-health/critical',
    title: 'Cluster health',
    severity: 'critical',
    trouble: troubleOf('node-a'),
    policy: policyWith(),
    silence: null,
    ...parts,
  };
}

/** An incident that begins at `begin`. */
export function openIncident(parts: Partial<Opening> = {}): Incident {
  return open(openingOf(parts), begin).incident;
}
