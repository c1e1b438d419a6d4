import type { ChaseParts } from '#lib/incidents/chase.ts';
import { nextActionAt } from '#lib/incidents/incident.ts';
import { listDueIncidents } from '#lib/store/incidents.ts';
import { type Delivery, listDeliveries, listDueDeliveries } from '#lib/store/outbox.ts';
import type { Table } from '#lib/store/table.ts';
import { partOf, type SeenPart } from './sight.ts';

/** What is due longer than this has been passed over. */
const overdueMinutes = 5;
/** Every message has ended by then: it was sent, was needless, or was given up. */
const openHours = 6;
const never = new Date('9999-12-31T00:00:00Z');

export interface AuditParts {
  readonly table: Table;
  /** Only what is about this cluster; null: all. */
  readonly cluster: string | null;
  readonly chase: Pick<ChaseParts, 'read'>;
}

/**
 * Whether a sweep has left nothing behind, asked after it has done what was due: whatever an earlier one passed over has
 * then been done, or cannot be.
 */
export async function auditSweep(parts: AuditParts, now: Date): Promise<SeenPart[]> {
  const [overdue, open] = await Promise.all([listOverdue(parts, now), listOpenTooLong(parts, now)]);
  const sweeper = { id: 'sweeper', title: 'the sweep', channel: null };
  const outbox = { id: 'outbox', title: 'messages', channel: null };
  return [
    overdue.length === 0
      ? partOf(sweeper, { status: 'ok', seen: 'nothing is overdue' })
      : partOf(sweeper, {
          status: 'not-ok',
          seen: `overdue by more than ${overdueMinutes} minutes, and could not be done: ${name(overdue)}`,
          next: 'Read the log of the function sweep: it says what failed.',
        }),
    open.length === 0
      ? partOf(outbox, { status: 'ok', seen: 'every message has ended within its time' })
      : partOf(outbox, {
          status: 'not-ok',
          seen: `neither sent nor given up after ${openHours} hours: ${name(open)}`,
          next: 'Read the log of the function sweep: it says what failed.',
        }),
  ];
}

/** The index may be behind: what it says is looked up. */
async function listOverdue({ table, chase }: AuditParts, now: Date): Promise<string[]> {
  const before = new Date(now.getTime() - overdueMinutes * 60_000);
  const overdue: string[] = [];
  for (const id of await listDueIncidents(table, before)) {
    const incident = await chase.read(id);
    const dueAt = incident && nextActionAt(incident);
    if (dueAt && dueAt <= before.toISOString()) overdue.push(id);
  }
  return overdue;
}

async function listOpenTooLong({ table, cluster }: AuditParts, now: Date): Promise<string[]> {
  const before = new Date(now.getTime() - openHours * 3_600_000).toISOString();
  const isOld = (one: Delivery) => one.intendedAt <= before && (cluster === null || one.cluster === cluster);
  const open: string[] = [];
  for (const listed of (await listDueDeliveries(table, never)).filter(isOld)) {
    const kept = await listDeliveries(table, listed.incident);
    const isOpen = kept.some(({ key, channel, endedAt }) => {
      return key === listed.key && channel === listed.channel && endedAt === null;
    });
    if (isOpen) open.push(`${listed.kind} of ${listed.incident} by ${listed.channel}`);
  }
  return open;
}

function name(all: readonly string[]): string {
  const shown = all.slice(0, 5).join(', ');
  return all.length > 5 ? `${shown} and ${all.length - 5} more` : shown;
}
