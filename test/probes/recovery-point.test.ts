import { expect, it } from 'vitest';
import { findRecoveryPoint } from '#lib/cluster/probes/recovery-point.ts';
import { configWith } from '../support/config.ts';

const shipped =
  configWith({
    recovery: { namespace: 'shop', restoreJob: { manifest: 'restore.yaml', namespace: 'scratch' } },
  }).recovery?.restoreJob?.recoveryPoint ?? '';

it.each([
  ['recovery point: 2026-03-02T02:00:00Z', '2026-03-02T02:00:00.000Z'],
  ['LOG: Recovery Point = 2026-03-02 02:00:00.123456+00', '2026-03-02T02:00:00.123Z'],
  ['recovery point: 2026-03-02 04:30:00+0230 (12 tables)', '2026-03-02T02:00:00.000Z'],
  ['{"recovery point":"2026-03-02T02:00:00-01:00"}', '2026-03-02T03:00:00.000Z'],
  ['recovery point 2026-03-02 02:00 UTC', '2026-03-02T02:00:00.000Z'],
  ['recovery point: 2026-03-02', '2026-03-02T00:00:00.000Z'],
  ['recovery point: 1772416800', '2026-03-02T02:00:00.000Z'],
  ['recovery point: 2026-13-45T00:00:00Z', null],
  ['recovery point: 42', null],
  ['recovery point unknown', null],
  ['2026-03-02T02:00:00Z restored', null],
])('%s tells %s', (line, instant) => {
  expect(findRecoveryPoint([line], shipped)).toBe(instant);
});

it('takes the last line that tells one', () => {
  const lines = ['at 2026-03-01', 'at 2026-03-02', 'at noon'];
  expect(findRecoveryPoint(lines, 'at (\\S+)')).toBe('2026-03-02T00:00:00.000Z');
});
