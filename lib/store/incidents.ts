import {
  allIncidentsPartition,
  duePartitions,
  incidentGroupKey,
  incidentKey,
  incidentLogPrefix,
  incidentPartition,
} from './keys.ts';
import { type Delivery, putDelivery } from './outbox.ts';
import { daysAfter } from './retention.ts';
import { StoreError } from './store-error.ts';
import type { Item, Put, Table, Write } from './table.ts';

/** What the store must know of an incident; the rest of it is kept as it is. Instants in ISO. */
export interface KeptIncident {
  readonly id: string;
  readonly group: string;
  readonly openedAt: string;
  readonly resolvedAt: string | null;
  readonly version: number;
}

/** One line of an incident's timeline. */
export interface KeptLogEntry {
  readonly at: string;
  readonly by: string;
  readonly text: string;
}

/** What one event leads to: all of it is kept, or nothing. */
export interface IncidentChange<T extends KeptIncident> {
  readonly incident: T;
  /** The incident that was changed; null for a new one. */
  readonly before: T | null;
  /** For a new one: the incident that was the latest of its group, if any. */
  readonly replaces?: string | undefined;
  readonly nextActionAt: string | null;
  readonly log: readonly KeptLogEntry[];
  readonly deliveries: readonly Delivery[];
}

/** Resolved incidents are kept as long as runs are. */
const resolvedDays = 400;

/**
 * Keeps a change with its timeline and its outbox in one transaction. False, and nothing is kept, when the incident has
 * changed since it was read, or its group has another one by now: read again, decide again.
 */
export async function saveIncident<T extends KeptIncident>(table: Table, change: IncidentChange<T>): Promise<boolean> {
  const { incident, before, nextActionAt, log, deliveries } = change;
  const expires = incident.resolvedAt === null ? {} : { expiresAt: daysAfter(incident.resolvedAt, resolvedDays) };
  const due =
    nextActionAt === null ? {} : { gsi1pk: duePartitions.incidents, gsi1sk: `${nextActionAt}#${incident.id}` };
  const item: Put = {
    put: {
      ...incidentKey(incident.id),
      ...due,
      ...expires,
      version: incident.version,
      incident: JSON.stringify(incident),
    },
    when: before === null ? { absent: true } : { equals: { version: before.version } },
  };
  const listed = { pk: allIncidentsPartition, sk: `${incident.openedAt}#${incident.id}` };
  const writes: Write[] = [
    item,
    { put: { ...listed, ...expires, id: incident.id, isOpen: incident.resolvedAt === null } },
    ...(before === null ? [putLatest(incident, change.replaces)] : []),
    ...log.map((entry, index) => ({ put: { ...logKey(incident, entry, index), ...expires, ...entry } })),
    ...deliveries.map((delivery) => putDelivery(delivery)),
  ];
  return (await table.transact(writes)).committed;
}

function putLatest({ group, id }: KeptIncident, replaces: string | undefined): Put {
  const when = replaces === undefined ? ({ absent: true } as const) : { equals: { incident: replaces } };
  return { put: { ...incidentGroupKey(group), incident: id }, when };
}

function logKey({ id, version }: KeptIncident, { at }: KeptLogEntry, index: number) {
  const place = `${String(version).padStart(6, '0')}.${String(index).padStart(3, '0')}`;
  return { pk: incidentPartition(id), sk: `${incidentLogPrefix}${at}#${place}` };
}

/** An incident as of its last change; undefined when there is none. The caller knows what it has kept. */
export async function readIncident<T extends KeptIncident>(table: Table, id: string): Promise<T | undefined> {
  const item = await table.get(incidentKey(id));
  return item && incidentOf<T>(item);
}

/** The incident of a group that was opened last. */
export async function readLatestOfGroup<T extends KeptIncident>(table: Table, group: string): Promise<T | undefined> {
  const pointer = await table.get(incidentGroupKey(group));
  return pointer && readIncident<T>(table, String(pointer['incident']));
}

/** Ids of the incidents of which something is due, the longest overdue first. */
export async function listDueIncidents(table: Table, now: Date): Promise<string[]> {
  const sort = { to: `${now.toISOString()}~` };
  const { items } = await table.query({ index: 'gsi1', partition: duePartitions.incidents, sort });
  return items.map(({ pk }) => pk.slice(incidentPartition('').length));
}

/** Incidents, newest first: those that are open, or all. */
export async function listIncidents<T extends KeptIncident>(
  table: Table,
  { limit, isOpen }: { limit: number; isOpen: boolean },
): Promise<T[]> {
  const ids: string[] = [];
  let cursor: string | undefined;
  do {
    const from = cursor === undefined ? {} : { cursor };
    const page = await table.query({ partition: allIncidentsPartition, descending: true, limit: 100, ...from });
    ids.push(...page.items.filter((item) => !isOpen || item['isOpen'] === true).map((item) => String(item['id'])));
    cursor = page.cursor;
  } while (cursor !== undefined && ids.length < limit);
  const incidents = await Promise.all(ids.slice(0, limit).map((id) => readIncident<T>(table, id)));
  return incidents.filter((incident) => incident !== undefined);
}

/** What happened to an incident, in its order. */
export async function readTimeline(table: Table, id: string): Promise<KeptLogEntry[]> {
  const { items } = await table.query({ partition: incidentPartition(id), sort: { prefix: incidentLogPrefix } });
  return items.map((item) => ({ at: String(item['at']), by: String(item['by']), text: String(item['text']) }));
}

function incidentOf<T>(item: Item): T {
  const text = item['incident'];
  if (typeof text !== 'string') throw new StoreError('damaged', `the incident at ${item.pk} is empty`);
  return JSON.parse(text) as T;
}
