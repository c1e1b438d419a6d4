import { describe, expect, it } from 'vitest';
import { pausesFor } from '#lib/notify/incident-store.ts';
import type { Silence } from '#lib/store/silences.ts';
import { minute } from '../incidents/support.ts';

const incident = { group: 'shop/daily-morning/cluster-health/critical', checks: ['nodes/ready', 'pods/ready'] };

function silenceOf(about: string | null, from: number, to: number): Silence {
  const [since, until] = [minute(from).toISOString(), minute(to).toISOString()];
  return { id: 's', cluster: 'shop', about, since, until, owner: 'ann', reason: 'maintenance' };
}

/** The minutes between which an incident is silenced at minute 30. */
function minutesOf(...silences: Silence[]): number[][] {
  const minuteOf = (iso: string) => (Date.parse(iso) - minute(0).getTime()) / 60_000;
  return pausesFor(incident, silences, minute(30)).map(({ since, until }) => [minuteOf(since), minuteOf(until)]);
}

describe('an incident is silenced', () => {
  it('with its cluster and with its step', () => {
    expect(minutesOf(silenceOf(null, 0, 60))).toEqual([[0, 60]]);
    expect(minutesOf(silenceOf('cluster-health', 10, 50))).toEqual([[10, 50]]);
    expect(minutesOf(silenceOf('monitoring-health', 10, 50))).toEqual([]);
  });

  it('with its checks only while each of them is', () => {
    expect(minutesOf(silenceOf('nodes/ready', 0, 60))).toEqual([]);
    expect(minutesOf(silenceOf('nodes/ready', 0, 60), silenceOf('pods/ready', 10, 40))).toEqual([[10, 40]]);
  });

  it('from the begin of a silence until its end, the end not included', () => {
    expect(minutesOf(silenceOf(null, 31, 60))).toEqual([]);
    expect(minutesOf(silenceOf(null, 0, 30))).toEqual([]);
  });
});
