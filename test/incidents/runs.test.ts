import { describe, expect, it } from 'vitest';
import type { IncidentEvent } from '#lib/incidents/event.ts';
import { canReopen, next, open } from '#lib/incidents/next.ts';
import { begin, minute, openIncident, openingOf, policyWith, troubleOf } from './support.ts';
import { after, linesOf, silenceOf, told } from './told.ts';

const seen = (...names: string[]): Extract<IncidentEvent, { kind: 'seen' }> => {
  return { kind: 'seen', trouble: troubleOf(...names), silence: null };
};
const passed = (run: string): IncidentEvent => ({ kind: 'passed', run });
const slow = () => openIncident({ policy: policyWith({ resolveAfterRuns: 2 }) });

describe('a run that sees it again', () => {
  it('changes nothing where it sees the same', () => {
    const incident = openIncident();
    expect(next(incident, { ...seen('node-a'), run: 'run-2' }, minute(5))).toEqual({ incident, intents: [], log: [] });
  });

  it('informs of what is new, and counts the rest', () => {
    const more = next(openIncident(), { ...seen('node-a', 'node-b'), run: 'run-2' }, minute(5));
    expect([told(more), linesOf(more)]).toEqual([
      ['inform 1 slack+email'],
      ['1 more: node-b is not ready (and 1 more)'],
    ]);
    expect(more.incident).toMatchObject({ findingCount: 2, run: 'run-2' });
    expect(more.intents[0]?.reason).toBe('1 more: node-b is not ready (and 1 more)');
  });

  it('informs of one that takes another’s place', () => {
    expect(told(next(openIncident(), seen('node-b'), minute(5)))).toEqual(['inform 1 slack+email']);
  });

  it('tells nobody while it becomes less, and remembers which run saw it', () => {
    const two = openIncident({ trouble: troubleOf('node-a', 'node-b'), run: 'run-1' });
    const less = next(two, seen('node-c'), minute(5));
    expect([told(less), linesOf(less), less.incident.findingCount, less.incident.run]).toEqual([[], [], 1, 'run-1']);
  });

  it('tells nobody in a silence, and says it in the timeline', () => {
    const paused = after(openIncident(), [1, { kind: 'silence', silence: silenceOf(1, 60) }]);
    const more = next(paused, seen('node-a', 'node-b'), minute(5));
    expect([told(more), linesOf(more)]).toEqual([[], ['1 more: node-b is not ready (and 1 more)']]);
  });

  it('says after how many runs it is there again', () => {
    const policy = policyWith({ resolveAfterRuns: 3 });
    const once = after(openIncident({ policy }), [5, passed('run-2')]);
    const again = next(once, seen('node-a'), minute(6));
    expect([linesOf(again), again.incident.passes]).toEqual([['it is there again after 1 run without it'], 0]);
    const twice = after(once, [6, passed('run-3')]);
    expect(linesOf(next(twice, seen('node-a'), minute(7)))).toEqual(['it is there again after 2 runs without it']);
  });
});

describe('a run that sees nothing of it', () => {
  it('resolves it, or says how many more are needed', () => {
    expect(linesOf(next(openIncident(), passed('run-2'), minute(5)))).toEqual([
      'recovered: the run found nothing of it',
    ]);
    const once = next(slow(), passed('run-2'), minute(5));
    expect([linesOf(once), once.incident.passes]).toEqual([['a run found nothing of it: 1 of 2 that are needed'], 1]);
    const twice = next(once.incident, passed('run-3'), minute(6));
    expect(linesOf(twice)).toEqual(['recovered: 2 runs in a row found nothing of it']);
  });
});

describe('what is resolved', () => {
  const resolved = after(openIncident(), [5, passed('run-2')]);

  it('takes notes, and nothing else', () => {
    const noted = next(resolved, { kind: 'note', by: 'ann', text: 'it was the disk' }, minute(6));
    expect(noted.log).toEqual([{ at: minute(6).toISOString(), by: 'ann', text: 'it was the disk' }]);
    for (const event of [passed('run-3'), { kind: 'acknowledge', by: 'ann' } as const])
      expect(next(resolved, event, minute(6)).incident).toBe(resolved);
  });

  it('comes back within the policy’s hours, and says with what', () => {
    const lastGood = { at: minute(5).toISOString(), newFindings: 1, goneFindings: 0 };
    const back = next(resolved, { ...seen('node-b'), run: 'run-3', lastGood }, minute(65));
    expect(linesOf(back)).toEqual([
      'came back: node-b is not ready',
      'paged level 1, On-Call Engineer, through pagerduty: it came back',
    ]);
    expect(back.incident).toMatchObject({ run: 'run-3', lastGood, foundFirst: troubleOf('node-b').findings });
    expect(next(resolved, seen('node-b'), minute(5 + 24 * 60 + 1)).incident).toBe(resolved);
  });

  it('can be reopened, and what is open cannot', () => {
    const at = (minutes: number) => canReopen(resolved, minute(minutes));
    expect([at(5 + 24 * 60), at(5 + 24 * 60 + 1), canReopen(openIncident(), begin)]).toEqual([true, false, false]);
  });
});

describe('a page that did not get through', () => {
  const lost: IncidentEvent = { kind: 'undelivered', level: 1, channel: 'pagerduty', error: 'answered 400' };
  const line = 'the page through pagerduty did not get through: answered 400';

  it('goes through the next channel, until each was tried', () => {
    const first = next(openIncident(), lost, minute(1));
    expect([told(first), linesOf(first)]).toEqual([
      ['repage 1 phone'],
      [`paged level 1, On-Call Engineer, again through phone: ${line}`],
    ]);
    const second = next(first.incident, lost, minute(2));
    expect(told(second)).toEqual(['repage 1 email']);
    const third = next(second.incident, lost, minute(3));
    expect([told(third), linesOf(third)]).toEqual([[], [line]]);
  });

  it.each<[string, readonly (readonly [number, IncidentEvent])[], IncidentEvent]>([
    ['is acknowledged', [[1, { kind: 'acknowledge', by: 'ann' }]], lost],
    ['has escalated', [[1, { kind: 'escalate', by: 'ann', level: 1 }]], lost],
  ])('is only noted where the incident %s since', (_what, events, event) => {
    const done = next(after(openIncident(), ...events), event, minute(2));
    expect([told(done), linesOf(done)]).toEqual([[], [line]]);
  });

  it('is only noted where nobody was paged', () => {
    const policy = policyWith({ route: { pages: false, channels: ['slack'] } });
    const done = next(openIncident({ policy }), { ...lost, level: 0 }, minute(2));
    expect([told(done), linesOf(done)]).toEqual([[], [line]]);
  });
});

describe('a change', () => {
  it('has keys of its own for what it tells, and a version of its own', () => {
    const opened = open(openingOf(), begin);
    expect([opened.incident.version, opened.intents.map(({ key }) => key)]).toEqual([
      1,
      ['0001.page.1.r', '0001.inform.1.t'],
    ]);
    expect(opened.log).toEqual([
      { at: begin.toISOString(), by: 'runbook', text: 'opened: node-a is not ready' },
      {
        at: begin.toISOString(),
        by: 'runbook',
        text: 'paged level 1, On-Call Engineer, through pagerduty: it is new',
      },
    ]);
  });
});
