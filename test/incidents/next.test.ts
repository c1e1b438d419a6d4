import { describe, expect, it } from 'vitest';
import type { IncidentEvent } from '#lib/incidents/event.ts';
import { nextActionAt } from '#lib/incidents/incident.ts';
import { next, open } from '#lib/incidents/next.ts';
import { begin, minute, openIncident, openingOf, policyWith, troubleOf } from './support.ts';
import { after, tick, told } from './told.ts';

const acknowledge: IncidentEvent = { kind: 'acknowledge', by: 'ann' };

describe('an incident', () => {
  it('pages the first level and informs the team when it opens', () => {
    const opened = open(openingOf(), begin);
    expect(told(opened)).toEqual(['page 1 pagerduty', 'inform 1 slack+email']);
    expect(nextActionAt(opened.incident)).toBe(minute(15).toISOString());
  });

  it('only informs where its route does not page, and has no clocks', () => {
    const policy = policyWith({ route: { pages: false, channels: ['slack'] } });
    const opened = open(openingOf({ policy, severity: 'warning' }), begin);
    expect(told(opened)).toEqual(['inform 0 slack']);
    expect(nextActionAt(opened.incident)).toBeNull();
  });

  it('pages a level that does not respond again, through its next channel', () => {
    expect(told(next(openIncident(), tick, minute(15)))).toEqual(['repage 1 phone']);
  });

  it('is not paged again once acknowledged, and is escalated all the same', () => {
    const acknowledged = after(openIncident(), [14, acknowledge]);
    expect(nextActionAt(acknowledged)).toBe(minute(30).toISOString());
    expect(told(next(acknowledged, tick, minute(15)))).toEqual([]);
    expect(told(next(acknowledged, tick, minute(30)))).toEqual(['escalate 2 pagerduty']);
  });

  it('is not escalated once acknowledged, where the policy says so', () => {
    const policy = policyWith({ acknowledgementStopsEscalation: true });
    expect(nextActionAt(after(openIncident({ policy }), [14, acknowledge]))).toBeNull();
  });

  it('is acknowledged once; PagerDuty and the team are told', () => {
    const first = next(openIncident(), acknowledge, minute(5));
    expect(told(first)).toEqual(['inform 1 pagerduty', 'inform 1 slack+email']);
    expect(next(first.incident, acknowledge, minute(6)).incident).toBe(first.incident);
  });

  it('gives a further level its own time to respond', () => {
    const second = after(openIncident(), [14, acknowledge], [30, tick]);
    expect([second.level, second.acknowledgedAt, second.responseDueAt]).toEqual([2, null, minute(60).toISOString()]);
  });

  it('pages one level only when its clocks ran out long ago, and says how late', () => {
    const late = next(openIncident(), tick, minute(200));
    expect(told(late)).toEqual(['escalate 2 pagerduty']);
    expect(late.intents[0]?.reason).toContain('delayed 170 min');
    expect(nextActionAt(late.incident)).toBe(minute(230).toISOString());
  });

  it('passes over a level without a channel, and says so', () => {
    const [first, second, third, fourth] = policyWith().levels;
    if (!first || !second || !third || !fourth) throw new Error('four levels are shipped');
    const policy = policyWith({ levels: [first, { ...second, channels: [] }, third, fourth] });
    const escalated = next(openIncident({ policy }), tick, minute(30));
    expect(told(escalated)).toEqual(['escalate 3 pagerduty']);
    expect(escalated.log.map(({ text }) => text).slice(0, 2)).toEqual([
      'checked again, still there: node-a is not ready',
      'nobody to page at level 2 (Senior Engineer): it has no channel',
    ]);
  });

  it('resolves itself when its checks pass just before a page', () => {
    const recovered = next(openIncident(), { ...tick, recheck: { result: 'passing' } }, minute(30));
    expect(told(recovered)).toEqual(['resolve 1 pagerduty', 'resolve 0 slack+email']);
    expect(recovered.incident.resolvedAt).toBe(minute(30).toISOString());
  });

  it('pages all the same when it could not be checked again, and says so', () => {
    const recheck = { result: 'unknown', reason: 'timeout' } as const;
    const [page] = next(openIncident(), { ...tick, recheck }, minute(30)).intents;
    expect(page?.reason).toBe(`not resolved by ${minute(30).toISOString()} (could not re-check: timeout)`);
  });

  it('tells everybody who was told that it is resolved, and nobody else', () => {
    const resolved = next(after(openIncident(), [15, tick]), { kind: 'passed', run: 'run-1' }, minute(29));
    expect(told(resolved)).toEqual(['resolve 1 pagerduty+phone', 'resolve 0 slack+email']);
    expect(told(next(resolved.incident, tick, minute(30)))).toEqual([]);
  });

  it('needs as many runs without findings as the policy says', () => {
    const once = next(
      openIncident({ policy: policyWith({ resolveAfterRuns: 2 }) }),
      { kind: 'passed', run: 'run-2' },
      minute(1),
    );
    expect([told(once), once.incident.resolvedAt]).toEqual([[], null]);
    const { passedRun } = once.incident;
    expect(next(once.incident, { kind: 'passed', run: passedRun ?? '' }, minute(2)).incident).toBe(once.incident);
    expect(next(once.incident, { kind: 'passed', run: 'run-3' }, minute(2)).incident.resolvedAt).toBe(
      minute(2).toISOString(),
    );
  });

  it('is the same incident when it comes back soon, and then needs one run more to be resolved', () => {
    const resolved = after(openIncident(), [10, { kind: 'passed', run: 'run-4' }]);
    const back = next(resolved, { kind: 'seen', trouble: troubleOf('node-a'), silence: null }, minute(60));
    expect(told(back)).toEqual(['page 1 pagerduty', 'inform 1 slack+email']);
    expect([back.incident.episode, back.incident.resolvedAt]).toEqual([2, null]);
    expect(next(back.incident, { kind: 'passed', run: 'run-5' }, minute(70)).incident.resolvedAt).toBeNull();
  });

  it('informs the team of further findings once', () => {
    const seen: IncidentEvent = { kind: 'seen', trouble: troubleOf('node-a', 'node-b'), silence: null };
    const more = next(openIncident(), seen, minute(5));
    expect(told(more)).toEqual(['inform 1 slack+email']);
    expect(next(more.incident, seen, minute(6)).incident).toBe(more.incident);
  });
});

describe('an incident that nobody can be told of', () => {
  const levels = policyWith().levels.map((level) => ({ ...level, channels: [] }));

  it('says of each level that nobody is there, and has no clocks', () => {
    const policy = policyWith({ levels, route: { pages: true, channels: [] } });
    const opened = open(openingOf({ policy }), begin);
    expect([told(opened), nextActionAt(opened.incident), opened.incident.told]).toEqual([[], null, []]);
    expect(opened.log.slice(1).map(({ text }) => text)).toEqual([
      'nobody to page at level 1 (On-Call Engineer): it has no channel',
      'nobody to page at level 2 (Senior Engineer): it has no channel',
      'nobody to page at level 3 (Technical Lead): it has no channel',
      'nobody to page at level 4 (Project Manager): it has no channel',
    ]);
  });
});

describe('a silence', () => {
  const silence = { since: minute(10).toISOString(), until: minute(100).toISOString() };

  it('lets the clocks stand still, and go on with what they had left', () => {
    const paused = next(openIncident(), { ...tick, silence }, minute(15));
    expect([told(paused), nextActionAt(paused.incident)]).toEqual([[], silence.until]);
    const resumed = next(paused.incident, tick, minute(100));
    expect([told(resumed), nextActionAt(resumed.incident)]).toEqual([[], minute(105).toISOString()]);
  });

  it('keeps an incident that begins in it from people until its end', () => {
    const opened = open(
      openingOf({ silence: { since: minute(0).toISOString(), until: minute(60).toISOString() } }),
      begin,
    );
    expect(told(opened)).toEqual([]);
    const later = next(opened.incident, tick, minute(60));
    expect(told(later)).toEqual(['page 1 pagerduty', 'inform 1 slack+email']);
    expect(nextActionAt(later.incident)).toBe(minute(75).toISOString());
  });

  it('leaves nobody to tell when what it hid has gone', () => {
    const opened = open(
      openingOf({ silence: { since: minute(0).toISOString(), until: minute(60).toISOString() } }),
      begin,
    );
    expect(told(next(opened.incident, { kind: 'passed', run: 'run-6' }, minute(30)))).toEqual([]);
  });
});

describe('people', () => {
  it('take more time, once, and not less', () => {
    const extend = { kind: 'extend', by: 'ann', until: minute(90).toISOString(), reason: 'waiting for AWS' } as const;
    const extended = after(openIncident(), [20, extend]);
    expect(nextActionAt(extended)).toBe(minute(90).toISOString());
    expect(next(extended, { ...extend, until: minute(50).toISOString() }, minute(21)).incident).toBe(extended);
  });

  it('escalate by one level, however many ask for it at once', () => {
    const escalate = { kind: 'escalate', by: 'ann', level: 1 } as const;
    const escalated = after(openIncident(), [5, escalate], [5, { ...escalate, by: 'ben' }]);
    expect(escalated.level).toBe(2);
  });

  it('resolve with a reason that stands in the timeline', () => {
    const resolved = next(openIncident(), { kind: 'resolve', by: 'ann', reason: 'node replaced' }, minute(5));
    expect(resolved.log).toEqual([{ at: minute(5).toISOString(), by: 'ann', text: 'resolved by ann: node replaced' }]);
  });

  it('add notes without telling anybody', () => {
    const noted = next(openIncident(), { kind: 'note', by: 'ann', text: 'looking' }, minute(5));
    expect([told(noted), noted.log[0]?.text]).toEqual([[], 'looking']);
  });
});
