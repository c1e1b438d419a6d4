import { describe, expect, it } from 'vitest';
import { toWarningEvent } from '#lib/cluster/sources/events.ts';

const metadata = { name: 'e', namespace: 'shop', creationTimestamp: '2026-03-02T06:00:00Z' };
const involvedObject = { kind: 'Pod', namespace: 'shop', name: 'cart-0' };

describe('toWarningEvent', () => {
  it.each([
    [
      'an older event, by its last timestamp',
      { lastTimestamp: '2026-03-02T06:58:00Z', count: 9 },
      { lastAt: '2026-03-02T06:58:00Z', count: 9 },
    ],
    [
      'an event of events.k8s.io, by its time',
      { eventTime: '2026-03-02T06:40:00.123456Z' },
      { lastAt: '2026-03-02T06:40:00.123456Z', count: 1 },
    ],
    [
      'a series, by when it was last observed',
      { eventTime: '2026-03-02T06:40:00Z', series: { count: 30, lastObservedTime: '2026-03-02T06:59:00Z' } },
      { lastAt: '2026-03-02T06:59:00Z', count: 30 },
    ],
    ['an event without a time, by its creation', {}, { lastAt: '2026-03-02T06:00:00Z', count: 1 }],
  ])('projects %s', (_, times, expected) => {
    expect(toWarningEvent({ metadata, involvedObject, reason: 'FailedMount', message: 'x', ...times })).toEqual({
      reason: 'FailedMount',
      message: 'x',
      kind: 'Pod',
      namespace: 'shop',
      name: 'cart-0',
      ...expected,
    });
  });

  it('cuts long messages', () => {
    expect(toWarningEvent({ metadata, involvedObject, message: 'x'.repeat(2000) }).message).toBe('x'.repeat(500));
  });
});
