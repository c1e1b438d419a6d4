import { describe, expect, it } from 'vitest';
import { backupsDatabasesRestorable } from '#lib/checks/backups/databases-restorable.ts';
import type { Database, DatabaseSnapshot } from '#lib/cluster/sources/databases.ts';
import { configWith } from '../../support/config.ts';
import { minutesAgo, observe } from '../../support/observe.ts';

const config = configWith({ backups: { aws: { rdsInstances: ['orders'] } } });
const snapshot = (hours: number, status = 'available'): DatabaseSnapshot => ({
  name: `s-${hours}`,
  type: 'automated',
  status,
  createdAt: minutesAgo(hours * 60),
});
const database = (more: Partial<Database> = {}): Database => ({
  name: 'orders',
  status: 'available',
  cluster: null,
  retentionDays: 7,
  restorableAt: minutesAgo(5),
  snapshots: [snapshot(5)],
  isTruncated: false,
  ...more,
});

function judge(items: Database[], missing: string[] = []) {
  return observe(backupsDatabasesRestorable, { databases: { status: 'read', items, missing } }, { config });
}
const told = (more: Partial<Database>) =>
  judge([database(more)]).observations.map(({ severity = 'critical', message }) => `${severity}: ${message}`);

describe('backups/databases-restorable', () => {
  it.each<[string, Partial<Database>]>([
    ['one that is restorable to a moment ago', {}],
    ['an hour', { restorableAt: minutesAgo(60) }],
    ['one that is stopped', { status: 'stopped', restorableAt: minutesAgo(9999) }],
    ['one that is being made', { status: 'creating', restorableAt: null }],
    ['a failed snapshot that a later one made good', { snapshots: [snapshot(9, 'failed'), snapshot(5)] }],
    ['a snapshot that is being made', { snapshots: [snapshot(0, 'creating'), snapshot(5)] }],
  ])('is quiet for %s', (_what, more) => {
    expect(told(more)).toEqual([]);
  });

  it.each<[string, Partial<Database>, string]>([
    [
      'no automated backups',
      { retentionDays: 0, restorableAt: null },
      'critical: DB instance orders: automated backups are off (retention 0 days), it can be restored to its snapshots only',
    ],
    [
      'no instant to restore to',
      { restorableAt: null },
      'critical: DB instance orders cannot be restored to any instant yet',
    ],
    [
      'an instant that stands still',
      { restorableAt: minutesAgo(61) },
      'critical: DB instance orders can be restored to 1 h 1 min ago and no later',
    ],
    [
      'no snapshot',
      { snapshots: [snapshot(1, 'failed')] },
      'critical: DB instance orders has no snapshot that is available',
    ],
    [
      'an old snapshot',
      { snapshots: [snapshot(40), snapshot(27)] },
      'critical: DB instance orders: its newest snapshot s-27 is 1 d 3 h old',
    ],
    [
      'a snapshot that failed since',
      { snapshots: [snapshot(5), snapshot(1, 'failed')] },
      'warning: DB instance orders: its latest snapshot s-1 is failed',
    ],
  ])('finds one with %s', (_what, more, expected) => {
    expect(told(more)).toEqual([expected]);
  });

  it('finds one that is not there, and says which it does not judge', () => {
    const aurora = database({ name: 'cart-1', cluster: 'cart', restorableAt: null });
    const { observations, conclusion } = judge([database({ isTruncated: true }), aurora], ['gone']);
    expect(observations).toMatchObject([
      { subject: { kind: 'DBInstance', namespace: null, name: 'gone' }, message: 'RDS has no DB instance gone' },
    ]);
    expect(conclusion).toEqual({
      examined: 2,
      measurements: { 'backups/databases-restorable': { orders: minutesAgo(5) } },
      note: 'cart-1 belongs to Aurora cluster cart, whose backups are not judged; orders has more snapshots than were read',
    });
  });

  it('does not apply where AWS is not asked', () => {
    const { conclusion } = observe(backupsDatabasesRestorable, { databases: { status: 'not-read', reason: 'no' } });
    expect(conclusion).toEqual({ notApplicable: 'no' });
  });
});
