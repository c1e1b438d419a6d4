import { expect, it } from 'vitest';
import { windowSchedules } from '#lib/runbook/schedules.ts';
import { listLedgerRuns } from '#lib/store/ledger.ts';
import { listSilences } from '#lib/store/silences.ts';
import type { Table } from '#lib/store/table.ts';
import { openStory } from './story.ts';

const others = Object.keys(windowSchedules).filter((id) => id !== 'daily-morning');
const sections = {
  windows: Object.fromEntries(others.map((id) => [id, { enabled: false }])) as object,
  escalation: { ledger: { enabled: true }, digest: { enabled: true, at: '08:15', channels: ['slack'] } },
};

/** A table whose process dies before its write of that number: nothing gets through any more. */
function dieBefore(table: Table, write: number) {
  let writes = 0;
  const alive = <T>(work: () => Promise<T>): Promise<T> =>
    writes >= write ? Promise.reject(new Error('the process died')) : work();
  const dying: Table = {
    get: (key) => alive(() => table.get(key)),
    query: (query) => alive(() => table.query(query)),
    transact: (batch) => {
      writes += 1;
      return alive(() => table.transact(batch));
    },
    close: () => undefined,
  };
  return { dying, isDead: () => writes >= write };
}

it('a sweep that dies before any of its writes leaves nothing untold: a missed run, a silence and the digest are told by the next', async () => {
  for (let write = 1; ; write += 1) {
    const story = await openStory({ sections });
    await story.sweep(0);
    const until = ['--since', story.at(75).toISOString(), '--until', story.at(900).toISOString()];
    await story.type(1, 'silence', 'nodes/ready', ...until, '--reason', 'nodes are replaced');
    const { dying, isDead } = dieBefore(story.table, write);
    await story.sweep(75, dying).catch(() => undefined);
    for (const minute of [76, 77, 78, 79]) await story.sweep(minute);
    const told = new Set(story.told().map((line) => line.replace(/^\d+ /, '').replace(/swept at .*/, '…')));
    expect([...told].toSorted(), `dead before write ${write}`).toEqual([
      'email: For the team: it is new.',
      'slack: For the team: it is new.',
      'slack: For the team: nodes/ready on ecommerce-production: nodes are replaced (ann).',
      'slack: For the team: the runbook is alive: …',
    ]);
    expect(await story.incidents()).toHaveLength(1);
    expect(await listLedgerRuns(story.table, 'ecommerce-production', '')).toMatchObject([{ state: 'missed' }]);
    expect(await listSilences(story.table, 'ecommerce-production', story.at(80))).toMatchObject([{ stage: 'begun' }]);
    if (!isDead()) break;
    expect(write, 'writes of one sweep').toBeLessThan(40);
  }
}, 20_000);
