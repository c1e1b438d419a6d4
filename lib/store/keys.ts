import { createHash } from 'node:crypto';
import { StoreError } from './store-error.ts';
import type { Key } from './table.ts';

/** What makes a run this run: the window, the cluster, and the instant (ISO) for which it was scheduled. */
export interface RunIdentity {
  readonly window: string;
  readonly cluster: string;
  readonly scheduledAt: string;
}

/**
 * The run's id, such as `daily-morning.ecommerce-production.20260302T070000Z`: letters, digits, `-`, `_` and `.` only,
 * so that it is a file name, a part of a URL and a shell word as it stands. Milliseconds are kept when there are any,
 * because runs by hand may follow each other quickly.
 */
export function runId(identity: RunIdentity): string {
  const time = instantOf(identity.scheduledAt).toISOString().replaceAll(/[-:.]/g, '').replace('000Z', 'Z');
  return `${seriesOf(identity.window, identity.cluster)}.${time}`;
}

/** Where a run's summary is: with the other runs of its window and cluster, by time. Throws for what is no run id. */
export function runKey(id: string): Key {
  const parts = /^([\w-]+\.[\w-]+)\.(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)(\d{3})?Z$/.exec(id);
  if (!parts) {
    const form = 'daily-morning.ecommerce-production.20260302T070000Z';
    throw new StoreError('not-found', `"${id}" is not a run's id, which looks like ${form}`);
  }
  const [, series, year, month, day, hour, minute, second, ms = '000'] = parts;
  return { pk: `RUNS#${series}`, sk: `${year}-${month}-${day}T${hour}:${minute}:${second}.${ms}Z` };
}

/** The runs of one window and cluster. */
export function runsPartition(window: string, cluster: string): string {
  return `RUNS#${seriesOf(window, cluster)}`;
}

/** All runs by time, in the sparse index. */
export const allRunsPartition = 'RUNS';

export function allRunsKeys({ id, scheduledAt }: { id: string; scheduledAt: string }) {
  return { gsi1pk: allRunsPartition, gsi1sk: `${instantOf(scheduledAt).toISOString()}#${id}` };
}

/** The pieces of one run's document. */
export function piecesPartition(id: string): string {
  return `RUN#${id}`;
}

/** What is open in one window and cluster, and the run that said so last. */
export function findingsPartition(window: string, cluster: string): string {
  return `FINDINGS#${seriesOf(window, cluster)}`;
}

export const findingPrefix = 'FINDING#';

/** A finding's place; a fingerprint too long for a key stands there as its digest. */
export function findingKey(window: string, cluster: string, fingerprint: string): Key {
  const name = Buffer.byteLength(fingerprint) > 900 ? digestOf(fingerprint) : fingerprint;
  return { pk: findingsPartition(window, cluster), sk: findingPrefix + name };
}

export function latestRunKey(window: string, cluster: string): Key {
  return { pk: findingsPartition(window, cluster), sk: 'LATEST' };
}

/** What is approved of a cluster's configuration. */
export function baselinePartition(cluster: string): string {
  return `BASELINE#${wordOf(cluster)}`;
}

/** What the runs of a cluster left for later ones. */
export function rememberedPartition(cluster: string): string {
  return `REMEMBERED#${wordOf(cluster)}`;
}

/** Everything of one incident: itself, its timeline, what was told of it. */
export function incidentPartition(id: string): string {
  return `INCIDENT#${id}`;
}

export function incidentKey(id: string): Key {
  return { pk: incidentPartition(id), sk: 'META' };
}

export const incidentLogPrefix = 'LOG#';
export const deliveryPrefix = 'DELIVERY#';

/** Where it says which incident is the latest of its group: the lock that keeps two from being open. */
export function incidentGroupKey(group: string): Key {
  return { pk: `INCIDENT-GROUP#${group}`, sk: 'LATEST' };
}

/** All incidents by the time when they were opened. */
export const allIncidentsPartition = 'INCIDENTS';

/** In the sparse index: incidents by when something is to be done about them, and deliveries that are not ended. */
export const duePartitions = { incidents: 'DUE-INCIDENTS', deliveries: 'DUE-DELIVERIES' } as const;

export function silencesPartition(cluster: string): string {
  return `SILENCES#${wordOf(cluster)}`;
}

export function silenceKey(cluster: string, id: string): Key {
  return { pk: silencesPartition(cluster), sk: id };
}

/** What people are told once and that is no incident; its deliveries stand where those of an incident would. */
export function noticeKey(id: string): Key {
  return { pk: incidentPartition(id), sk: 'NOTICE' };
}

/** What is remembered of the runs that a cluster should have had. */
export function ledgerKey(cluster: string): Key {
  return { pk: `LEDGER#${wordOf(cluster)}`, sk: 'STATE' };
}

export const ledgerRunPrefix = 'RUN#';

export function ledgerRunKey(cluster: string, { window, scheduledAt }: { window: string; scheduledAt: string }): Key {
  return { pk: ledgerKey(cluster).pk, sk: `${ledgerRunPrefix}${scheduledAt}#${window}` };
}

/** How the ways to people stand, and when the last sweep was. */
export function alertPathPartition(cluster: string): string {
  return `ALERT-PATH#${wordOf(cluster)}`;
}

/** The runs whose findings have become incidents. */
export const settledRunsPartition = 'SETTLED-RUNS';

/** SHA-256 in hex. */
export function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function seriesOf(window: string, cluster: string): string {
  return `${wordOf(window)}.${wordOf(cluster)}`;
}

/** A name as it stands where it is plain (an EKS name is); else made plain, with a digest that keeps it apart. */
function wordOf(name: string): string {
  if (/^[\w-]{1,100}$/.test(name)) return name;
  return `${name.replaceAll(/[^\w-]+/g, '-').slice(0, 90)}-${digestOf(name).slice(0, 8)}`;
}

function instantOf(iso: string): Date {
  const instant = new Date(iso);
  if (Number.isNaN(instant.getTime())) throw new StoreError('invalid', `"${iso}" is not an instant in ISO form`);
  return instant;
}
