import { describe, expect, it } from 'vitest';
import type { IncidentEvent } from '#lib/incidents/event.ts';
import { next, open } from '#lib/incidents/next.ts';
import { begin, minute, openIncident, openingOf, policyWith } from './support.ts';
import { after, linesOf, silenceOf, tick, told } from './told.ts';

const acknowledge: IncidentEvent = { kind: 'acknowledge', by: 'ann' };
const withdraw: Extract<IncidentEvent, { kind: 'unacknowledge' }> = { kind: 'unacknowledge', by: 'ann', level: 1 };
const at = (minutes: number) => minute(minutes).toISOString();

describe('an acknowledgement', () => {
  it('in time meets the response clock, and says by when', () => {
    const done = next(openIncident(), acknowledge, minute(5));
    expect(done.incident).toMatchObject({ acknowledgedAt: at(5), responseDueAt: null, resolutionDueAt: at(30) });
    expect(done.log).toEqual([{ at: at(5), by: 'ann', text: `acknowledged at level 1, in time, before ${at(15)}` }]);
    expect(done.intents.map(({ reason }) => reason)).toEqual(['acknowledged by ann', 'acknowledged by ann']);
  });

  it('after its time says so', () => {
    const late = next(after(openIncident(), [15, tick]), acknowledge, minute(16));
    expect(linesOf(late)).toEqual(['acknowledged at level 1, after its time to respond']);
  });

  it('is told to PagerDuty for every level that it has paged', () => {
    const second = after(openIncident(), [30, tick]);
    expect(told(next(second, acknowledge, minute(31)))).toEqual([
      'inform 1 pagerduty',
      'inform 2 pagerduty',
      'inform 2 slack+email',
    ]);
  });

  it('is told to PagerDuty only where it has paged', () => {
    const levels = policyWith().levels.map((level) => ({ ...level, channels: ['phone' as const] }));
    const done = next(openIncident({ policy: policyWith({ levels }) }), acknowledge, minute(1));
    expect(told(done)).toEqual(['inform 1 slack+email']);
  });

  it('for an earlier level is noted once and changes no clock', () => {
    const second = after(openIncident(), [30, tick]);
    const late = next(second, { ...acknowledge, level: 1 }, minute(31));
    expect([told(late), linesOf(late)]).toEqual([
      [],
      ['acknowledged at level 1, too late: level 2 has been paged since'],
    ]);
    expect(late.incident).toEqual({ ...second, acknowledgedLate: [1], version: second.version + 1 });
    expect(next(late.incident, { ...acknowledge, level: 1 }, minute(32)).incident).toBe(late.incident);
  });

  it('for the level that is paged is one, whether or not it is named', () => {
    expect(next(openIncident(), { ...acknowledge, level: 1 }, minute(5)).incident.acknowledgedAt).toBe(at(5));
  });

  it('of what pages nobody changes nothing', () => {
    const incident = openIncident({ policy: policyWith({ route: { pages: false, channels: ['slack'] } }) });
    expect(next(incident, acknowledge, minute(5)).incident).toBe(incident);
  });
});

describe('an acknowledgement that is withdrawn', () => {
  it('gives the level its time to respond once more, and tells the team', () => {
    const done = next(after(openIncident(), [5, acknowledge]), withdraw, minute(10));
    expect(done.incident).toMatchObject({ acknowledgedAt: null, responseDueAt: at(25), resolutionDueAt: at(30) });
    expect(linesOf(done)).toEqual([`the acknowledgement at level 1 was withdrawn; it has until ${at(25)} to respond`]);
    expect([told(done), done.intents[0]?.reason]).toEqual([
      ['inform 1 slack+email'],
      'ann has withdrawn the acknowledgement',
    ]);
  });

  it('twice gives no third time; the next level has its own', () => {
    const again = next(after(openIncident(), [5, acknowledge], [6, withdraw], [7, acknowledge]), withdraw, minute(8));
    expect(again.incident).toMatchObject({ acknowledgedAt: null, responseDueAt: null, isRestarted: true });
    expect(linesOf(again)).toEqual(['the acknowledgement at level 1 was withdrawn']);
    expect(after(again.incident, [30, tick]).isRestarted).toBe(false);
  });

  it('by a clock that is behind takes no time away', () => {
    const done = after(openIncident(), [5, acknowledge], [-10, withdraw]);
    expect(done.responseDueAt).toBe(at(15));
  });

  it('starts the clock to resolve again, where the acknowledgement had stopped it', () => {
    const policy = policyWith({ acknowledgementStopsEscalation: true });
    expect(after(openIncident({ policy }), [5, acknowledge], [10, withdraw]).resolutionDueAt).toBe(at(40));
  });

  it('in a silence counts from where the clocks stand', () => {
    const silenced = after(openIncident(), [5, acknowledge], [8, { kind: 'silence', silence: silenceOf(8, 60) }]);
    const resumed = after(silenced, [20, withdraw], [60, tick]);
    expect(resumed).toMatchObject({ responseDueAt: at(75), resolutionDueAt: at(82) });
  });

  it.each<[string, IncidentEvent]>([
    ['another level', { ...withdraw, level: 2 }],
    ['an earlier level', { ...withdraw, level: 0 }],
  ])('of %s changes nothing', (_what, event) => {
    const incident = after(openIncident(), [5, acknowledge]);
    expect(next(incident, event, minute(6)).incident).toBe(incident);
  });

  it('that was never given changes nothing', () => {
    const incident = openIncident();
    expect(next(incident, withdraw, minute(6)).incident).toBe(incident);
  });
});

describe('a new page', () => {
  it('leaves nothing of the level before', () => {
    const opened = open(openingOf(), begin).incident;
    const second = after(opened, [5, acknowledge], [30, tick]);
    expect(second).toMatchObject({
      level: 2,
      engagedAt: at(30),
      acknowledgedAt: null,
      pages: 1,
      repeats: 0,
      responseDueAt: at(60),
      resolutionDueAt: at(90),
    });
  });
});
