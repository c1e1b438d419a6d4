import { describe, expect, it } from 'vitest';
import type { IncidentEvent } from '#lib/incidents/event.ts';
import { next } from '#lib/incidents/next.ts';
import { minute, openIncident, policyWith } from './support.ts';
import { after, linesOf, silenceOf, tick, told } from './told.ts';

const at = (minutes: number) => minute(minutes).toISOString();

describe('who takes more time', () => {
  const extend = { kind: 'extend', by: 'ann', until: at(90), reason: 'waiting for AWS' } as const;
  const reason = `ann takes until ${at(90)}: waiting for AWS`;

  it('responds by it: PagerDuty and the team are told', () => {
    const done = next(openIncident(), extend, minute(5));
    expect([told(done), linesOf(done)]).toEqual([['inform 1 pagerduty', 'inform 1 slack+email'], [reason]]);
    expect(done.incident).toMatchObject({ acknowledgedAt: at(5), responseDueAt: null, resolutionDueAt: at(90) });
    expect(done.intents.map((intent) => intent.reason)).toEqual([reason, reason]);
  });

  it('and has responded before, tells the team alone', () => {
    const done = next(after(openIncident(), [2, { kind: 'acknowledge', by: 'ann' }]), extend, minute(5));
    expect([told(done), done.incident.acknowledgedAt]).toEqual([['inform 1 slack+email'], at(2)]);
  });

  it.each([30, 29])('until minute %d, when its time ends anyway, changes nothing', (until) => {
    const incident = openIncident();
    expect(next(incident, { ...extend, until: at(until) }, minute(5)).incident).toBe(incident);
  });

  it('of what is silenced, or has no clock, changes nothing', () => {
    const paused = after(openIncident(), [1, { kind: 'silence', silence: silenceOf(1, 60) }]);
    const unpaged = openIncident({ policy: policyWith({ route: { pages: false, channels: ['slack'] } }) });
    for (const incident of [paused, unpaged]) expect(next(incident, extend, minute(5)).incident).toBe(incident);
  });
});

describe('who escalates', () => {
  const escalate = (level: number): IncidentEvent => ({ kind: 'escalate', by: 'ann', level });

  it('pages the next level at once, and says so', () => {
    const done = next(openIncident(), escalate(1), minute(0));
    expect([told(done), linesOf(done)]).toEqual([
      ['escalate 2 pagerduty'],
      ['escalated to level 2, Senior Engineer, through pagerduty: ann asked for it'],
    ]);
  });

  it('within a minute of that changes nothing, and after it pages a third', () => {
    const second = after(openIncident(), [5, escalate(1)]);
    expect(next(second, escalate(2), minute(5.99)).incident).toBe(second);
    expect(told(next(second, escalate(2), minute(6)))).toEqual(['escalate 3 pagerduty']);
  });

  it('from a level that is not the one any more changes nothing', () => {
    const second = after(openIncident(), [5, escalate(1)]);
    expect(next(second, escalate(1), minute(20)).incident).toBe(second);
  });

  it('in a silence, or past the last level, changes nothing', () => {
    const paused = after(openIncident(), [1, { kind: 'silence', silence: silenceOf(1, 60) }]);
    expect(next(paused, escalate(1), minute(5)).incident).toBe(paused);
    const last = after(openIncident(), [30, tick], [90, tick], [210, tick]);
    expect([last.level, next(last, escalate(4), minute(220)).incident === last]).toEqual([4, true]);
  });

  it('what pages nobody by itself pages somebody', () => {
    const incident = openIncident({ policy: policyWith({ route: { pages: false, channels: ['slack'] } }) });
    expect(told(next(incident, escalate(0), minute(5)))).toEqual(['page 1 pagerduty']);
  });
});
