import { describe, expect, it } from 'vitest';
import { compose } from '#lib/notify/compose.ts';
import { minute, troubleOf } from '../incidents/support.ts';
import { tellingOf } from './tellings.ts';

describe('a message', () => {
  it('says in three lines what, why and since when, and then what to do', () => {
    const reason = `not resolved by ${minute(30).toISOString()}`;
    expect(compose(tellingOf({ kind: 'escalate', level: 2, responder: 'Senior Engineer', reason })).text).toBe(
      `CRITICAL ecommerce-production: node-a is not ready
Level 2, Senior Engineer: not resolved by Mon 2 Mar 2026 07:30 CET.
Since Mon 2 Mar 2026 06:50 CET. Incident INC-1, Cluster health.

- node-a is not ready (nodes/ready)
  Look at it.
    kubectl describe node node-a

Acknowledge: runbook ack INC-1
All about it: runbook incidents INC-1
`,
    );
  });

  it('says when all was well, what has changed since, and where to see what it leaves out', () => {
    const names = Array.from({ length: 12 }, (_, index) => `node-${index}`);
    const lastGood = { at: '2026-03-01T07:00:00.000Z', newFindings: 13, goneFindings: 2 };
    const { text } = compose(
      tellingOf({}, { ...troubleOf(...names), lastGood, run: 'daily-morning.shop.20260302T060000Z' }),
    );
    const lines = text.split('\n');
    expect(lines[3]).toBe('Last good run: Sun 1 Mar 2026 08:00 CET; since then 13 new findings, 2 gone.');
    expect(lines).toContain('2 more are not shown here: runbook show daily-morning.shop.20260302T060000Z');
  });

  it('says that it is over, and no more', () => {
    const telling = tellingOf({ kind: 'resolve', reason: 'recovered' }, { resolvedAt: minute(9).toISOString() });
    expect(compose(telling).text).toBe(
      `RESOLVED ecommerce-production: node-a is not ready
Level 1, On-Call Engineer: recovered.
From Mon 2 Mar 2026 06:50 CET to Mon 2 Mar 2026 07:09 CET. Incident INC-1, Cluster health.
`,
    );
  });
});
