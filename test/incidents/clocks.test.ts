import { describe, expect, it } from 'vitest';
import type { IncidentEvent } from '#lib/incidents/event.ts';
import type { LevelClocks } from '#lib/incidents/incident.ts';
import { judgeClocks } from '#lib/incidents/judge-clocks.ts';
import { followClocks } from '#lib/incidents/level-clocks.ts';
import { minute, openIncident, policyWith, troubleOf } from './support.ts';
import { after, silenceOf, tick } from './told.ts';

const at = (minutes: number) => minute(minutes).toISOString();
const acknowledge: IncidentEvent = { kind: 'acknowledge', by: 'ann' };

describe('the clocks of a level', () => {
  it('begin with its page, and end with the page to the next', () => {
    expect(after(openIncident(), [5, acknowledge], [30, tick]).clocks).toEqual([
      {
        episode: 1,
        level: 1,
        responder: 'On-Call Engineer',
        pagedAt: at(0),
        respondBy: at(15),
        resolveBy: at(30),
        acknowledgedAt: at(5),
        acknowledgedBy: 'ann',
        endedAt: at(30),
      },
      {
        episode: 1,
        level: 2,
        responder: 'Senior Engineer',
        pagedAt: at(30),
        respondBy: at(60),
        resolveBy: at(90),
        acknowledgedAt: null,
        acknowledgedBy: null,
        endedAt: null,
      },
    ]);
  });

  it('keep their limits when one is missed, and move with a silence and with who takes more time', () => {
    const missed = after(openIncident(), [15, tick]);
    expect(missed.clocks).toMatchObject([{ respondBy: at(15), resolveBy: at(30) }]);
    const silenced = after(openIncident(), [5, { kind: 'silence', silence: silenceOf(5, 25) }], [25, tick]);
    expect(silenced.clocks).toMatchObject([{ respondBy: at(35), resolveBy: at(50) }]);
    const extended = after(missed, [20, { kind: 'extend', by: 'ben', until: at(90), reason: 'r' }]);
    expect(extended.clocks).toMatchObject([{ resolveBy: at(90), acknowledgedAt: at(20), acknowledgedBy: 'ben' }]);
  });

  it('forget who acknowledged when that is withdrawn', () => {
    const withdrawn = after(openIncident(), [5, acknowledge], [6, { kind: 'unacknowledge', by: 'ann', level: 1 }]);
    expect(withdrawn.clocks).toMatchObject([{ acknowledgedAt: null, acknowledgedBy: null, respondBy: at(21) }]);
    expect(after(withdrawn, [7, { kind: 'note', by: 'ben', text: 'x' }]).clocks).toEqual(withdrawn.clocks);
  });

  it('of the last level are not moved by its repetitions', () => {
    const last = after(openIncident(), [30, tick], [90, tick], [210, tick]);
    expect(after(last, [330, tick], [450, tick], [690, tick]).clocks.at(-1)).toMatchObject({
      level: 4,
      respondBy: at(330),
      resolveBy: at(450),
      endedAt: null,
    });
  });

  it('end when the incident is resolved, and begin anew when it comes back', () => {
    const resolved = after(openIncident(), [10, { kind: 'resolve', by: 'ann', reason: 'r' }]);
    expect(resolved.clocks).toMatchObject([{ episode: 1, endedAt: at(10) }]);
    const back = after(
      resolved,
      [20, { kind: 'seen', trouble: troubleOf('node-a'), silence: null }],
      [25, acknowledge],
    );
    expect(back.clocks).toMatchObject([
      { episode: 1, endedAt: at(10), acknowledgedAt: null },
      { episode: 2, level: 1, pagedAt: at(20), endedAt: null, acknowledgedAt: at(25) },
    ]);
  });

  it('begin although two levels are paged at the same instant', () => {
    const both = after(openIncident(), [0, { kind: 'escalate', by: 'ann', level: 1 }]);
    expect(both.clocks.map(({ level, pagedAt, endedAt }) => [level, pagedAt, endedAt])).toEqual([
      [1, at(0), at(0)],
      [2, at(0), null],
    ]);
  });

  it('of an episode under a silence are none', () => {
    const over = after(openIncident(), [10, { kind: 'resolve', by: 'ann', reason: 'r' }]);
    const seen = { kind: 'seen', trouble: troubleOf('node-a'), silence: silenceOf(0, 60) } as const;
    expect(after(over, [20, seen]).clocks).toEqual(over.clocks);
  });

  it('are there only for levels that were paged', () => {
    const policy = policyWith({ route: { pages: false, channels: ['slack'] } });
    expect(openIncident({ policy }).clocks).toEqual([]);
  });

  it('are kept for the last forty pages', () => {
    const incident = after(openIncident(), [30, tick]);
    const many = Array.from({ length: 40 }, () => incident.clocks[0] as LevelClocks);
    const before = { ...incident, clocks: many, level: 1 };
    const kept = followClocks(before, incident, minute(30), 'runbook');
    expect([kept.length, kept.at(-1)?.level]).toEqual([40, 2]);
  });
});

/** Clocks of level 1, with parts replaced. */
function clocksOf(parts: Partial<LevelClocks> = {}): LevelClocks {
  return {
    episode: 1,
    level: 1,
    responder: 'On-Call Engineer',
    pagedAt: at(0),
    respondBy: at(15),
    resolveBy: at(30),
    acknowledgedAt: null,
    acknowledgedBy: null,
    endedAt: null,
    ...parts,
  };
}

describe('a limit', () => {
  const judged = (clocks: readonly LevelClocks[], now: number) =>
    judgeClocks(clocks, minute(now)).map(({ response, resolution }) => [response, resolution]);
  const second = clocksOf({ level: 2, pagedAt: at(30), respondBy: at(60), resolveBy: at(90) });

  it.each<[string, Partial<LevelClocks>, number, string[]]>([
    ['is open until it has passed', {}, 15, ['open', 'open']],
    ['is missed by who does nothing', {}, 31, ['missed', 'missed']],
    ['is met at its very end', { acknowledgedAt: at(15), endedAt: at(30) }, 31, ['met', 'met']],
    ['is missed by who is late', { acknowledgedAt: at(16), endedAt: at(31) }, 40, ['missed', 'missed']],
    ['is not reached when it is over before', { endedAt: at(10) }, 40, ['not-reached', 'met']],
    ['is missed when it is over just then', { endedAt: at(15) }, 40, ['missed', 'met']],
  ])('%s', (_what, parts, now, expected) => {
    expect(judged([clocksOf(parts)], now)).toEqual([expected]);
  });

  it('is missed by a level whose time has led to the next', () => {
    expect(judged([clocksOf({ endedAt: at(30) }), second], 40)).toEqual([
      ['missed', 'missed'],
      ['open', 'open'],
    ]);
  });

  it('is not reached by a level that was passed over by hand', () => {
    const [first] = judgeClocks([clocksOf({ endedAt: at(10) }), second], minute(20));
    expect(first).toMatchObject({ response: 'not-reached', resolution: 'not-reached', resolvedAt: null, nextLevel: 2 });
  });

  it('of an earlier episode is judged by its own end', () => {
    const clocks = [clocksOf({ endedAt: at(10) }), clocksOf({ episode: 2, pagedAt: at(20) })];
    const [first, again] = judgeClocks(clocks, minute(20));
    expect(first).toMatchObject({ resolution: 'met', resolvedAt: at(10), nextLevel: null });
    expect(again).toMatchObject({ resolvedAt: null, nextLevel: null });
  });
});
