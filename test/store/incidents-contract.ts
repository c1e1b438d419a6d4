import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Incident } from '#lib/incidents/incident.ts';
import { judgeRecheck } from '#lib/incidents/judge-recheck.ts';
import type { Notifier } from '#lib/notify/notifier.ts';
import { sweep } from '#lib/notify/sweep.ts';
import { lookAgain } from '#lib/runs/look-again.ts';
import { runWindow } from '#lib/runs/run-window.ts';
import {
  type IncidentChange,
  type KeptIncident,
  listDueIncidents,
  listIncidents,
  readIncident,
  readLatestOfGroup,
  readTimeline,
  saveIncident,
} from '#lib/store/incidents.ts';
import { claimDelivery, type Delivery, listDeliveries, listDueDeliveries, replaceDelivery } from '#lib/store/outbox.ts';
import { listSilences, type Silence, saveSilence } from '#lib/store/silences.ts';
import type { Table } from '#lib/store/table.ts';
import { openToyCluster } from '../stories/toy-cluster.ts';
import { configWith } from '../support/config.ts';

const at = (minute: number) => new Date(Date.UTC(2026, 2, 2, 6, minute));
const incidentOf = (id: string, fields: Partial<KeptIncident> = {}): KeptIncident => ({
  id,
  group: 'g',
  openedAt: at(0).toISOString(),
  resolvedAt: null,
  version: 1,
  ...fields,
});

const deliveryOf = (fields: Partial<Delivery> = {}): Delivery => ({
  incident: 'INC-1',
  cluster: 'c',
  key: '0001.page.1.r',
  channel: 'slack',
  kind: 'page',
  level: 1,
  responder: 'On-Call',
  reason: 'new',
  episode: 1,
  intendedAt: at(0).toISOString(),
  attempts: 0,
  state: 'intended' as const,
  dueAt: at(0).toISOString(),
  endedAt: null,
  error: null,
  ...fields,
});

const changeOf = (fields: Partial<IncidentChange<KeptIncident>> = {}): IncidentChange<KeptIncident> => ({
  incident: incidentOf('INC-1'),
  before: null,
  nextActionAt: at(15).toISOString(),
  deliveries: [deliveryOf()],
  log: [{ at: at(0).toISOString(), by: 'runbook', text: 'opened' }],
  ...fields,
});

/** What every table keeps of incidents, whatever is behind it; `openTable` gives an empty one. */
export function describeIncidents(openTable: (now: () => Date) => Promise<Table>): void {
  let table: Table;
  beforeEach(async () => {
    table = await openTable(() => at(0));
  });
  afterEach(() => table.close());
  describe('an incident', () => {
    it('is kept with its timeline and its outbox at once', async () => {
      expect(await saveIncident(table, changeOf())).toBe(true);
      expect(await readIncident(table, 'INC-1')).toEqual(incidentOf('INC-1'));
      expect(await readLatestOfGroup(table, 'g')).toEqual(incidentOf('INC-1'));
      expect(await readTimeline(table, 'INC-1')).toEqual(changeOf().log);
      expect(await listDeliveries(table, 'INC-1')).toEqual([deliveryOf()]);
    });

    it('is changed by one of two who have read the same', async () => {
      await saveIncident(table, changeOf());
      const before = incidentOf('INC-1');
      const change = (text: string) =>
        changeOf({
          before,
          incident: incidentOf('INC-1', { version: 2 }),
          deliveries: [],
          log: [{ at: at(1).toISOString(), by: 'x', text }],
        });
      expect([await saveIncident(table, change('a')), await saveIncident(table, change('b'))]).toEqual([true, false]);
      expect((await readTimeline(table, 'INC-1')).map(({ text }) => text)).toEqual(['opened', 'a']);
    });

    it('is the only one of its group, however many open one at once', async () => {
      await saveIncident(table, changeOf());
      const second = { incident: incidentOf('INC-2'), deliveries: [] };
      expect(await saveIncident(table, changeOf(second))).toBe(false);
      expect(await readIncident(table, 'INC-2')).toBeUndefined();
      expect(await saveIncident(table, changeOf({ ...second, replaces: 'INC-1' }))).toBe(true);
      expect(await readLatestOfGroup(table, 'g')).toMatchObject({ id: 'INC-2' });
    });

    it('is due from its instant on, and never once nothing follows', async () => {
      await saveIncident(table, changeOf());
      expect([await listDueIncidents(table, at(14)), await listDueIncidents(table, at(15))]).toEqual([[], ['INC-1']]);
      const incident = incidentOf('INC-1', { version: 2, resolvedAt: at(5).toISOString() });
      await saveIncident(
        table,
        changeOf({ before: incidentOf('INC-1'), incident, nextActionAt: null, deliveries: [] }),
      );
      expect(await listDueIncidents(table, at(999))).toEqual([]);
      expect(await listIncidents(table, { limit: 9, isOpen: true })).toEqual([]);
      expect(await listIncidents(table, { limit: 9, isOpen: false })).toEqual([incident]);
    });
  });

  describe('a delivery', () => {
    beforeEach(() => saveIncident(table, changeOf()));

    it('is claimed by one of two, and is due again when its holder has died', async () => {
      const claims = [1, 2].map(() => claimDelivery(table, deliveryOf(), { now: at(0), holdMs: 60_000 }));
      const [first, second] = await Promise.all(claims);
      expect([first?.attempts, second]).toEqual([1, undefined]);
      expect(await listDueDeliveries(table, at(0))).toEqual([]);
      expect(await listDueDeliveries(table, at(1))).toEqual([first]);
    });

    it('ends, and takes no other end', async () => {
      const accepted = deliveryOf({ state: 'accepted', dueAt: null, endedAt: at(1).toISOString() });
      expect(await replaceDelivery(table, deliveryOf(), accepted)).toBe(true);
      expect(await replaceDelivery(table, deliveryOf(), deliveryOf({ state: 'failed' }))).toBe(false);
      expect([await listDueDeliveries(table, at(999)), await listDeliveries(table, 'INC-1')]).toEqual([[], [accepted]]);
    });
  });

  describe('a silence', () => {
    const silence: Silence = {
      id: 's',
      cluster: 'c',
      about: null,
      since: at(0).toISOString(),
      until: at(10).toISOString(),
      owner: 'ann',
      reason: 'maintenance',
    };

    it('is listed until its end, whatever the table has cleaned up', async () => {
      await saveSilence(table, silence);
      expect(await listSilences(table, 'c', at(9))).toEqual([{ ...silence, stage: 'planned' }]);
      expect(await listSilences(table, 'c', at(10))).toEqual([]);
      expect(await listSilences(table, 'other', at(9))).toEqual([]);
    });
  });

  describe('two sweeps at once', () => {
    it('lose nothing and double nothing, from the first page to the end', async () => {
      const { window, connection, state } = openToyCluster();
      const quiet = { digest: { enabled: false }, ledger: { enabled: false } };
      const config = configWith({ escalation: { ...configWith().escalation, ...quiet } });
      const sent: string[] = [];
      const notifier: Notifier = {
        send: async ({ delivery: { kind, level, channel } }) => {
          sent.push(`${kind} ${level} ${channel}`);
          return { result: 'accepted' };
        },
      };
      const notifiers = { pagerduty: notifier, phone: notifier, slack: notifier, email: notifier };
      async function sweepTwice(now: Date) {
        const recheck = async (incident: Incident) =>
          judgeRecheck(await lookAgain({ window, checks: incident.checks, config, connection, now }), incident);
        const order = { table, config, cluster: null, recheck, notifiers, now };
        await Promise.all([sweep(order), sweep(order)]);
        return sent.splice(0).toSorted();
      }
      const runAt = (now: Date) =>
        runWindow(
          { window, config, connection, only: [], scheduledAt: now, clock: () => now },
          { table, isDryRun: false },
        );
      state.nodes = ['node-a'];
      await Promise.all([runAt(at(0)), runAt(at(0))]);
      expect(await sweepTwice(at(1))).toEqual(['inform 1 email', 'inform 1 slack', 'page 1 pagerduty']);
      expect(await sweepTwice(at(16))).toEqual(['repage 1 phone']);
      expect(await sweepTwice(at(31))).toEqual(['escalate 2 pagerduty']);
      state.nodes = [];
      await runAt(at(40));
      expect(await sweepTwice(at(41))).toEqual([
        'resolve 0 email',
        'resolve 0 slack',
        'resolve 1 pagerduty',
        'resolve 1 phone',
        'resolve 2 pagerduty',
      ]);
    });
  });
}
