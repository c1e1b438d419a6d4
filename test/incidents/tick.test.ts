import { describe, expect, it } from 'vitest';
import { type Incident, nextActionAt } from '#lib/incidents/incident.ts';
import { next, open } from '#lib/incidents/next.ts';
import { isDue } from '#lib/incidents/tick.ts';
import { begin, minute, openIncident, openingOf, policyWith, troubleOf } from './support.ts';
import { after, checkedAgain, linesOf, silenceOf, tick, told } from './told.ts';

const at = (minutes: number) => minute(minutes).toISOString();
const unknown = { ...tick, recheck: { result: 'unknown', reason: 'timeout' } as const };
const passing = { ...tick, recheck: { result: 'passing' } as const };

describe('what is due', () => {
  it('is done at its instant, and not before', () => {
    const incident = openIncident();
    expect([isDue(incident, minute(14)), isDue(incident, minute(15))]).toEqual([false, true]);
    expect(next(incident, tick, minute(14)).incident).toBe(incident);
  });

  it('says what was not done by when, and how late that is from six minutes on', () => {
    const reasonAt = (minutes: number) => next(openIncident(), tick, minute(minutes)).intents[0]?.reason;
    expect([reasonAt(30), reasonAt(35), reasonAt(36)]).toEqual([
      `not resolved by ${at(30)}`,
      `not resolved by ${at(30)}`,
      `not resolved by ${at(30)}, delayed 6 min`,
    ]);
  });

  it('stands in the timeline with what was seen', () => {
    expect(linesOf(next(openIncident(), tick, minute(15)))).toEqual([
      checkedAgain,
      `paged level 1, On-Call Engineer, again through phone: no response by ${at(15)}`,
    ]);
    expect(linesOf(next(openIncident(), tick, minute(30)))).toEqual([
      checkedAgain,
      `escalated to level 2, Senior Engineer, through pagerduty: not resolved by ${at(30)}`,
    ]);
  });

  it('is told with what was seen just now, and since when it was seen first', () => {
    const fresh = troubleOf('node-a', 'node-b');
    const findings = fresh.findings.map((one) => ({ ...one, since: at(15), message: `${one.message} still` }));
    const recheck = { result: 'failing', trouble: { ...fresh, findings } } as const;
    const { incident } = next(openIncident(), { ...tick, recheck }, minute(15));
    expect(incident.findingCount).toBe(2);
    expect(incident.findings.map(({ message, since }) => [message, since])).toEqual([
      ['node-a is not ready still', '2026-03-02T05:50:00.000Z'],
      ['node-b is not ready still', at(15)],
    ]);
  });

  it('takes over what began earlier than was known', () => {
    const [finding] = troubleOf('node-a').findings;
    const trouble = { ...troubleOf('node-a'), findings: finding ? [{ ...finding, since: at(-60) }] : [] };
    const { incident } = next(openIncident(), { ...tick, recheck: { result: 'failing', trouble } }, minute(15));
    expect(incident.findings[0]?.since).toBe(at(-60));
  });

  it('leaves what is known as it is when nothing could be seen', () => {
    const { incident, intents } = next(openIncident(), unknown, minute(15));
    expect(incident.findings).toEqual(troubleOf('node-a').findings);
    expect(intents[0]?.reason).toBe(`no response by ${at(15)} (could not re-check: timeout)`);
  });

  it('is no page to the same level where the policy says so', () => {
    const policy = policyWith({ repageOnMissedResponse: false });
    const missed = next(openIncident({ policy }), unknown, minute(15));
    expect([told(missed), missed.incident.responseDueAt, linesOf(missed)]).toEqual([
      [],
      null,
      [`no response by ${at(15)} (could not re-check: timeout)`],
    ]);
  });

  it('is not done by a look that passed when nothing was due', () => {
    const incident = openIncident();
    expect(next(incident, passing, minute(5)).incident).toBe(incident);
  });
});

describe('after the last level', () => {
  const last = (incident: Incident) => after(incident, [30, tick], [90, tick], [210, tick], [330, tick]);

  it('that level is paged again as often as the policy says, through one channel after the other, and then nobody', () => {
    let incident = last(openIncident());
    const all = [450, 690, 930, 1170].map((minutes) => {
      const done = next(incident, tick, minute(minutes));
      incident = done.incident;
      return [told(done), incident.repeats, nextActionAt(incident)];
    });
    expect(all).toEqual([
      [['repage 4 email'], 1, at(690)],
      [['repage 4 pagerduty'], 2, at(930)],
      [['repage 4 phone'], 3, at(1170)],
      [[], 3, null],
    ]);
  });

  it('nobody is paged again where the policy says so', () => {
    const policy = policyWith({ repeat: { everyMinutes: 240, atMost: 0 } });
    const done = next(last(openIncident({ policy })), tick, minute(450));
    expect([told(done), linesOf(done).at(-1), nextActionAt(done.incident)]).toEqual([
      [],
      `not resolved by ${at(450)}; nobody is left to page`,
      null,
    ]);
  });

  it('the level before is paged again where nobody is reached at those that follow', () => {
    const levels = policyWith().levels.map((level, index) => (index < 2 ? level : { ...level, channels: [] }));
    const second = after(openIncident({ policy: policyWith({ levels }) }), [30, tick]);
    const done = next(second, tick, minute(90));
    expect([told(done), done.incident.repeats]).toEqual([['repage 2 phone'], 1]);
  });
});

describe('clocks that count from the incident', () => {
  it('leave a level that is paged late its time to respond', () => {
    const policy = policyWith({ clocksFrom: 'incident' });
    const second = next(openIncident({ policy }), tick, minute(30)).incident;
    expect([second.responseDueAt, second.resolutionDueAt]).toEqual([at(60), at(60)]);
    const late = next(openIncident({ policy }), tick, minute(50)).incident;
    expect([late.responseDueAt, late.resolutionDueAt]).toEqual([at(80), at(80)]);
    expect(openIncident({ policy }).resolutionDueAt).toBe(at(30));
  });
});

describe('before the first page', () => {
  const waiting = open(openingOf({ recheckSeconds: 90 }), begin);

  it('nobody is told until the checks have been run again', () => {
    expect([told(waiting), nextActionAt(waiting.incident), waiting.incident.announcedAt]).toEqual([[], at(1.5), null]);
    expect(linesOf(waiting)).toEqual([
      'opened: node-a is not ready',
      `its checks are run again at ${at(1.5)}: nobody is told before`,
    ]);
    expect(isDue(waiting.incident, minute(1))).toBe(false);
    expect(isDue(waiting.incident, minute(1.5))).toBe(true);
  });

  it('what passes then is over without a word', () => {
    const over = next(waiting.incident, passing, minute(2));
    expect([told(over), over.incident.resolvedAt, over.incident.recheckAt]).toEqual([[], at(2), null]);
  });

  it('what fails then is told then', () => {
    const announced = next(waiting.incident, tick, minute(2));
    expect(told(announced)).toEqual(['page 1 pagerduty', 'inform 1 slack+email']);
    expect(announced.incident).toMatchObject({ recheckAt: null, announcedAt: at(2), responseDueAt: at(17) });
    expect(next(waiting.incident, unknown, minute(2)).intents[0]?.reason).toBe(
      'it is new (could not re-check: timeout)',
    );
  });

  it('further findings tell nobody, and who escalates is not told to wait', () => {
    const seen = { kind: 'seen', trouble: troubleOf('node-a', 'node-b'), silence: null } as const;
    const more = next(waiting.incident, seen, minute(1));
    expect([told(more), linesOf(more)]).toEqual([[], ['1 more: node-b is not ready (and 1 more)']]);
    const escalated = next(more.incident, { kind: 'escalate', by: 'ann', level: 0 }, minute(1));
    expect([told(escalated), escalated.incident.announcedAt]).toEqual([
      ['page 1 pagerduty', 'inform 1 slack+email'],
      at(1),
    ]);
  });

  it('a silence takes the place of the second look, and of the first page', () => {
    const silenced = after(waiting.incident, [1, { kind: 'silence', silence: silenceOf(1, 30) }]);
    expect([silenced.recheckAt, nextActionAt(silenced)]).toEqual([null, at(30)]);
    const both = open(openingOf({ recheckSeconds: 90, silence: silenceOf(0, 30) }), begin);
    expect([both.incident.recheckAt, both.incident.paused?.until]).toEqual([null, at(30)]);
  });

  it('what comes back is run again, too', () => {
    const over = after(openIncident(), [5, { kind: 'resolve', by: 'ann', reason: 'r' }]);
    const seen = { kind: 'seen', trouble: troubleOf('node-a'), silence: null, recheckSeconds: 60 } as const;
    const back = next(over, seen, minute(10));
    expect([told(back), back.incident.recheckAt, back.incident.episode]).toEqual([[], at(11), 2]);
    expect(next(back.incident, tick, minute(11)).intents[0]?.reason).toBe('it came back');
  });
});

describe('a silence', () => {
  it('that is longer than the one before is heeded, and stands in the timeline', () => {
    const first = next(openIncident(), { ...tick, silence: silenceOf(5, 60) }, minute(10));
    expect(linesOf(first)).toEqual([`silenced until ${at(60)}: clocks stand still`]);
    expect(first.incident.paused).toEqual(silenceOf(5, 60));
    const longer = next(first.incident, { ...tick, silence: silenceOf(20, 90) }, minute(20)).incident;
    expect(longer.paused).toEqual(silenceOf(5, 90));
    expect(next(longer, { ...tick, silence: silenceOf(20, 90) }, minute(21)).incident).toBe(longer);
  });

  it('that began before the page counts from the page', () => {
    const paused = next(openIncident(), { ...tick, silence: silenceOf(-30, 60) }, minute(10)).incident;
    expect(paused.paused).toEqual(silenceOf(0, 60));
    expect(next(paused, tick, minute(60)).incident).toMatchObject({ responseDueAt: at(75), resolutionDueAt: at(90) });
  });

  it('that is over is none', () => {
    const incident = openIncident();
    expect(next(incident, { ...tick, silence: silenceOf(0, 10) }, minute(10)).incident).toBe(incident);
    expect(told(open(openingOf({ silence: silenceOf(-10, 0) }), begin))).toHaveLength(2);
  });

  it('that ends lets the clocks go on, and says so', () => {
    const acknowledged = after(openIncident(), [5, { kind: 'acknowledge', by: 'ann' }]);
    const resumed = next(after(acknowledged, [10, { ...tick, silence: silenceOf(10, 60) }]), unknown, minute(60));
    expect(linesOf(resumed)).toEqual(['the silence has ended: clocks go on']);
    expect(resumed.incident).toMatchObject({ paused: null, responseDueAt: null, resolutionDueAt: at(80) });
  });

  it('that is seen to end by a clock that is behind takes no time away', () => {
    const paused = after(openIncident(), [10, { ...tick, silence: silenceOf(10, 60) }]);
    expect(next(paused, tick, minute(8)).incident.resolutionDueAt).toBe(at(30));
  });

  it('under which it began ends with the first page', () => {
    const silenced = open(openingOf({ silence: silenceOf(0, 60) }), begin);
    expect(linesOf(silenced)).toEqual(['opened: node-a is not ready', `silenced until ${at(60)}: nobody is told`]);
    const woken = next(silenced.incident, tick, minute(60));
    expect(linesOf(woken)).toEqual([
      checkedAgain,
      'the silence has ended',
      'paged level 1, On-Call Engineer, through pagerduty: it is new',
    ]);
    expect(woken.incident).toMatchObject({ paused: null, announcedAt: at(60) });
  });

  it('that is ended early makes what waits for it due at once', () => {
    const paused = after(openIncident(), [10, { kind: 'silence', silence: silenceOf(10, 60) }]);
    const ended = next(paused, { kind: 'silence', silence: null }, minute(20));
    expect([linesOf(ended), nextActionAt(ended.incident)]).toEqual([['the silence was ended'], at(20)]);
    expect(next(ended.incident, { kind: 'silence', silence: null }, minute(21)).incident).toBe(ended.incident);
    const awake = openIncident();
    expect(next(awake, { kind: 'silence', silence: null }, minute(5)).incident).toBe(awake);
  });
});
