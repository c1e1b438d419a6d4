import { describe, expect, it } from 'vitest';
import { describeTelling } from '#lib/incidents/say-telling.ts';
import { type SimulatedTelling, type Simulation, silenceAt, simulate } from '#lib/incidents/simulate.ts';
import { configWith } from '../support/config.ts';
import { begin, minute, policyWith } from './support.ts';
import { silenceOf } from './told.ts';

function rowsOf(parts: Partial<Simulation> = {}): string[] {
  const rows = simulate({ policy: policyWith(), severity: 'critical', at: begin, silences: [], ...parts });
  return rows.map(({ atMinute, kind, level, responder, channels }) =>
    [atMinute, kind, level, responder, channels.join('+')].join(' '),
  );
}

describe('a simulation', () => {
  it('says who is told until nobody is left', () => {
    expect(rowsOf()).toEqual([
      '0 page 1 On-Call Engineer pagerduty',
      '0 inform 1 team slack+email',
      '15 repage 1 On-Call Engineer phone',
      '30 escalate 2 Senior Engineer pagerduty',
      '60 repage 2 Senior Engineer phone',
      '90 escalate 3 Technical Lead pagerduty',
      '150 repage 3 Technical Lead phone',
      '210 escalate 4 Project Manager pagerduty',
      '330 repage 4 Project Manager phone',
      '450 repage 4 Project Manager email',
      '690 repage 4 Project Manager pagerduty',
      '930 repage 4 Project Manager phone',
    ]);
  });

  it('lets a person act, before what is due in the same minute', () => {
    expect(rowsOf({ ackMinute: 15, resolveMinute: 30 })).toEqual([
      '0 page 1 On-Call Engineer pagerduty',
      '0 inform 1 team slack+email',
      '15 inform 1 On-Call Engineer pagerduty',
      '15 inform 1 team slack+email',
      '30 resolve 1 On-Call Engineer pagerduty',
      '30 resolve 0 team slack+email',
    ]);
    expect(rowsOf({ ackMinute: 31, resolveMinute: 5 })).toHaveLength(4);
  });

  it('goes on to what a person does when nothing is due any more', () => {
    const policy = policyWith({ acknowledgementStopsEscalation: true });
    expect(rowsOf({ policy, ackMinute: 5, resolveMinute: 40 }).slice(-1)).toEqual(['40 resolve 0 team slack+email']);
  });

  it('applies silences', () => {
    expect(rowsOf({ silences: [silenceOf(0, 60)], resolveMinute: 70 }).slice(0, 3)).toEqual([
      '60 page 1 On-Call Engineer pagerduty',
      '60 inform 1 team slack+email',
      '70 resolve 1 On-Call Engineer pagerduty',
    ]);
  });
});

it('a check that is run again first tells at the next sweep after that, and its clocks start then', () => {
  expect(rowsOf({ recheckSeconds: 90, ackMinute: 16, resolveMinute: 40 })).toEqual([
    '2 page 1 On-Call Engineer pagerduty',
    '2 inform 1 team slack+email',
    '16 inform 1 On-Call Engineer pagerduty',
    '16 inform 1 team slack+email',
    '32 escalate 2 Senior Engineer pagerduty',
    '40 resolve 1 On-Call Engineer pagerduty',
    '40 resolve 0 team slack+email',
    '40 resolve 2 Senior Engineer pagerduty',
  ]);
});

describe('of several silences', () => {
  it('the one holds that ends last, and none that has not begun or is over', () => {
    const silences = [silenceOf(0, 30), silenceOf(10, 60), silenceOf(10, 40), silenceOf(61, 90)];
    const holding = [9, 10, 30, 59, 60].map((minutes) => silenceAt(silences, minute(minutes)));
    expect(holding).toEqual([silences[0], silences[1], silences[1], silences[1], null]);
  });
});

describe('a telling as a sentence', () => {
  const say = (parts: Partial<SimulatedTelling>) => {
    const telling = {
      atMinute: 30,
      level: 2,
      kind: 'page',
      responder: 'Senior Engineer',
      channels: ['phone'],
    } as const;
    return describeTelling({ ...telling, ...parts }, begin, configWith());
  };

  it.each<[Partial<SimulatedTelling>, string]>([
    [{}, 'level 2, Senior Engineer (DevOps Team), is paged through phone.'],
    [{ kind: 'repage' }, 'level 2, Senior Engineer (DevOps Team), is paged again through phone.'],
    [
      { kind: 'escalate' },
      'level 2, Senior Engineer (DevOps Team), is paged through phone, because it was not resolved in time.',
    ],
    [
      { kind: 'inform', responder: 'team', channels: ['slack', 'email'] },
      'the team is informed through slack and email.',
    ],
    [{ kind: 'resolve', responder: 'team' }, 'the team is told through phone that it is resolved.'],
    [{ responder: 'Technical Lead', level: 3 }, 'level 3, Technical Lead, is paged through phone.'],
    [{ responder: 'Somebody' }, 'level 2, Somebody, is paged through phone.'],
  ])('%j', (parts, sentence) => {
    expect(say(parts)).toBe(`Mon, 07:30 CET (minute 30): ${sentence}`);
  });
});
