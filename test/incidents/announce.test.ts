import { describe, expect, it } from 'vitest';
import type { IncidentEvent } from '#lib/incidents/event.ts';
import type { Incident } from '#lib/incidents/incident.ts';
import { next } from '#lib/incidents/next.ts';
import type { Ways } from '#lib/incidents/policy.ts';
import { minute, openIncident, policyWith, troubleOf } from './support.ts';
import { after, told } from './told.ts';

const over: IncidentEvent = { kind: 'resolve', by: 'ann', reason: 'mended' };
const seen: IncidentEvent = { kind: 'seen', trouble: troubleOf('node-a'), silence: null };

it('what comes back says how often, from the second time on', () => {
  const reasons: (string | undefined)[] = [];
  let incident = openIncident();
  for (const at of [10, 20, 30]) {
    const back = next(after(incident, [at, over]), seen, minute(at + 1));
    reasons.push(back.intents[0]?.reason);
    incident = back.incident;
  }
  expect(reasons).toEqual([
    'it came back',
    'it is flapping: it came back 2 times',
    'it is flapping: it came back 3 times',
  ]);
});

describe('the end is told', () => {
  /** An incident of which level 1 and level 2 were told through these channels, each its own way or the same. */
  function toldOf(ways: readonly Ways[], ...channels: Incident['told'][number]['channels'][]): Incident {
    const { levels, ...policy } = policyWith();
    const led = levels.map((level, index) => ({ ...level, ways: ways[index] ?? {} }));
    const all = channels.map((one, index) => ({ level: index + 1, responder: `level ${index + 1}`, channels: one }));
    const team = { level: 0, responder: 'team', channels: ['email', 'slack'] } as const;
    return { ...openIncident(), policy: { ...policy, levels: led, ways: { email: 'team' } }, told: [...all, team] };
  }
  const endOf = (incident: Incident) => told(next(incident, over, minute(5)));

  it('once through a way that several share', () => {
    const shared = { phone: 'phone', email: 'team' };
    expect(endOf(toldOf([shared, shared], ['phone', 'email'], ['phone', 'email']))).toEqual([
      'resolve 1 phone+email',
      'resolve 0 slack',
    ]);
  });

  it('through every way that is somebody’s own', () => {
    const ways = [
      { phone: 'a', email: 'a' },
      { phone: 'b', email: 'b' },
    ];
    expect(endOf(toldOf(ways, ['phone', 'email'], ['phone', 'email']))).toEqual([
      'resolve 1 phone+email',
      'resolve 2 phone+email',
      'resolve 0 email+slack',
    ]);
  });

  it('to PagerDuty for each level, each of which has an alert', () => {
    expect(endOf(toldOf([], ['pagerduty'], ['pagerduty']))).toEqual([
      'resolve 1 pagerduty',
      'resolve 2 pagerduty',
      'resolve 0 email+slack',
    ]);
  });
});
