import fc from 'fast-check';
import { expect, it } from 'vitest';
import { act } from '#lib/incidents/chase.ts';
import type { IncidentEvent } from '#lib/incidents/event.ts';
import type { Incident, LevelClocks } from '#lib/incidents/incident.ts';
import { judgeRecheck } from '#lib/incidents/judge-recheck.ts';
import { saveChange } from '#lib/notify/incident-store.ts';
import type { Notifier } from '#lib/notify/notifier.ts';
import { sweep } from '#lib/notify/sweep.ts';
import { lookAgain } from '#lib/runs/look-again.ts';
import { runWindow } from '#lib/runs/run-window.ts';
import { listIncidents, readIncident } from '#lib/store/incidents.ts';
import { type Delivery, listDeliveries, listDueDeliveries } from '#lib/store/outbox.ts';
import { openSqliteTable } from '#lib/store/sqlite-table.ts';
import type { Table } from '#lib/store/table.ts';
import { openToyCluster } from '../stories/toy-cluster.ts';
import { configWith } from '../support/config.ts';
import { begin } from './support.ts';

const quiet = { digest: { enabled: false }, ledger: { enabled: false } };
const config = configWith({ escalation: { ...configWith().escalation, ...quiet } });

const steps = fc.array(
  fc.record({
    waitMinutes: fc.constantFrom(0, 0, 1, 5, 15, 30, 90, 600),
    /** How far the clock of whoever acts is behind. */
    behindMinutes: fc.constantFrom(0, 0, 0, 2, 10),
    /** After so many writes the process dies; 99: it lives. */
    writes: fc.constantFrom(99, 99, 0, 1, 2, 3, 4, 5, 6, 7, 8),
    nodes: fc.subarray(['node-a', 'node-b']),
    isReadable: fc.constantFrom(true, true, true, false),
    what: fc.constantFrom('run', 'run again', 'sweep', 'sweep', 'sweep', 'two sweeps', 'deed'),
    deed: fc.constantFrom('acknowledge', 'unacknowledge', 'extend', 'escalate', 'resolve'),
  }),
  { minLength: 5, maxLength: 30 },
);
type Step = typeof steps extends fc.Arbitrary<readonly (infer S)[]> ? S : never;

/** A table of a process that dies after some writes: the next one and all that follow fail. */
function dieAfter(table: Table, writes: number): Table {
  let left = writes;
  return {
    ...table,
    transact: (all) => (left-- > 0 ? table.transact(all) : Promise.reject(new Error('the process has died'))),
  };
}

function openWorld() {
  let now = begin;
  const table = openSqliteTable(':memory:', { now: () => now });
  const toy = openToyCluster();
  const sent = new Map<string, number>();
  const notifier: Notifier = {
    send: async ({ delivery: { incident, key, channel } }) => {
      const name = `${incident} ${key} ${channel}`;
      sent.set(name, (sent.get(name) ?? 0) + 1);
      return { result: 'accepted' };
    },
  };
  const notifiers = { pagerduty: notifier, phone: notifier, slack: notifier, email: notifier };
  const { window, connection } = toy;
  const recheck = async (incident: Incident) =>
    judgeRecheck(await lookAgain({ window, checks: incident.checks, config, connection, now }), incident);
  const sweepOn = (on: Table, at: Date) => sweep({ table: on, config, cluster: null, recheck, notifiers, now: at });
  let lastRunAt = begin;

  async function doStep({ what, deed, writes, behindMinutes, nodes, isReadable }: Step) {
    const at = new Date(now.getTime() - behindMinutes * 60_000);
    const mortal = dieAfter(table, writes);
    toy.state.unreadable = isReadable ? null : 'connection refused';
    if (what === 'run') [toy.state.nodes, lastRunAt] = [nodes, at];
    if (what === 'run' || what === 'run again') {
      const order = { window, config, connection, only: [], scheduledAt: lastRunAt, clock: () => at };
      await runWindow(order, { table: mortal, isDryRun: false });
    }
    if (what === 'sweep') await sweepOn(mortal, at);
    if (what === 'two sweeps') await Promise.all([sweepOn(mortal, at), sweepOn(table, at)]);
    if (what === 'deed') for (const { id } of await incidents()) await doDeed(id, deed, at, mortal);
  }

  async function doDeed(id: string, deed: Step['deed'], at: Date, on: Table) {
    const until = new Date(at.getTime() + 200 * 60_000).toISOString();
    const eventFor = ({ level }: Incident): IncidentEvent => {
      if (deed === 'extend') return { kind: deed, by: 'ann', reason: 'r', until };
      if (deed === 'resolve') return { kind: deed, by: 'ann', reason: 'r' };
      return deed === 'acknowledge' ? { kind: deed, by: 'ann' } : { kind: deed, by: 'ann', level };
    };
    const read = (one: string) => readIncident<Incident>(on, one);
    await act(id, eventFor, { read, save: (change) => saveChange(on, change) }, at);
  }

  const incidents = () => listIncidents<Incident>(table, { limit: 999, isOpen: false });
  return {
    table,
    sent,
    incidents,
    now: () => now,
    /** Does a step; that its process died is no failure. */
    async live(step: Step) {
      now = new Date(now.getTime() + step.waitMinutes * 60_000);
      await doStep(step).catch((error: unknown) => {
        if (!String(error).includes('the process has died')) throw error;
      });
    },
    /** Sweeps without a crash, until what was begun is ended. */
    async calmDown() {
      for (const minutes of [16, 2, 2, 20, 60, 300]) {
        now = new Date(now.getTime() + minutes * 60_000);
        await sweepOn(table, now);
      }
    },
    deliveries: async () => (await Promise.all((await incidents()).map(({ id }) => listDeliveries(table, id)))).flat(),
  };
}
type World = ReturnType<typeof openWorld>;

const firstPages = new Set(['page', 'escalate']);
const pages = new Set(['page', 'repage', 'escalate']);

/** Each level of an episode is paged for the first time once, and one after the other. */
function expectLevelsInOrder(deliveries: readonly Delivery[]) {
  const first = deliveries.filter(({ kind }) => firstPages.has(kind));
  for (const episode of Map.groupBy(first, ({ incident, episode }) => `${incident} ${episode}`).values()) {
    const levels = episode.toSorted((a, b) => (a.key < b.key ? -1 : 1)).map(({ level }) => level);
    expect(levels).toEqual(levels.map((_level, index) => index + 1));
  }
}

/** What was sent more often than once was in the hands of a process that died. */
function expectSentOnce(deliveries: readonly Delivery[], sent: World['sent']) {
  for (const { incident, key, channel, attempts, state } of deliveries) {
    const times = sent.get(`${incident} ${key} ${channel}`) ?? 0;
    expect(times).toBeLessThanOrEqual(attempts);
    expect(times > 0 || state !== 'accepted', `${incident} ${key} was sent`).toBe(true);
  }
}

/** One event pages one level through one channel: what is overdue is not made up for in a burst. */
function expectNoBurst(deliveries: readonly Delivery[]) {
  const paged = deliveries.filter(({ kind }) => pages.has(kind));
  for (const together of Map.groupBy(paged, ({ incident, key }) => `${incident} ${key.split('.')[0]}`).values())
    expect(together).toHaveLength(1);
}

/** Whoever is open and not silenced was paged in this episode; who ended before was never told of. */
function expectPaged(incidents: readonly Incident[], deliveries: readonly Delivery[]) {
  for (const { id, severity, episode, announcedAt } of incidents) {
    const page = deliveries.find((one) => one.incident === id && one.episode === episode && one.kind === 'page');
    const isRight = (page !== undefined) === (announcedAt !== null);
    expect(isRight || severity !== 'critical', `${id} has its page`).toBe(true);
  }
}

function expectNoStepBack(before: ReadonlyMap<string, Incident>, after: readonly Incident[]) {
  for (const incident of after) {
    const earlier = before.get(incident.id);
    expect(incident.version).toBeGreaterThanOrEqual(earlier?.version ?? 0);
    for (const [index, clocks] of (earlier?.clocks ?? []).entries()) expectLater(clocks, incident.clocks[index]);
  }
}

function expectLater(before: LevelClocks, after: LevelClocks | undefined) {
  expect(after).toMatchObject({ level: before.level, pagedAt: before.pagedAt });
  expect(String(after?.respondBy) >= before.respondBy, 'the time to respond is not cut').toBe(true);
  expect(String(after?.resolveBy) >= before.resolveBy, 'the time to resolve is not cut').toBe(true);
  expect(before.endedAt ?? after?.endedAt).toBe(after?.endedAt);
}

it('whatever happens, and wherever a process dies: every incident is paged, no step twice, no level passed over or in a burst, every message has an end, and no clock runs backwards', async () => {
  const property = fc.asyncProperty(steps, async (all) => {
    const world = openWorld();
    for (const step of all) {
      const before = new Map((await world.incidents()).map((incident) => [incident.id, incident]));
      await world.live(step);
      expectNoStepBack(before, await world.incidents());
    }
    await world.calmDown();
    const [incidents, deliveries] = [await world.incidents(), await world.deliveries()];
    expectPaged(incidents, deliveries);
    expectLevelsInOrder(deliveries);
    expectNoBurst(deliveries);
    expectSentOnce(deliveries, world.sent);
    expect(await listDueDeliveries(world.table, new Date(world.now().getTime() + 9e9))).toEqual([]);
    world.table.close();
  });
  await fc.assert(property, { numRuns: 200 });
});
