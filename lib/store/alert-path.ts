import { alertPathPartition } from './keys.ts';
import type { Item, Table } from './table.ts';

/** How one part of the way to people stands. What could not be examined is never taken for right. */
export interface AlertPathPart {
  /** Such as `pagerduty`, `email/primary` or `sweeper`. */
  readonly id: string;
  readonly title: string;
  /** The channel that it carries; null: all depends on it. */
  readonly channel: string | null;
  readonly status: 'ok' | 'not-ok' | 'unknown';
  readonly seen: string;
  /** What to do about it. */
  readonly next: string | null;
  /** Since when it stands so (ISO). */
  readonly since: string;
}

/** What is known of the way to people. */
export interface AlertPath {
  /** When its ways were last examined (ISO); null: never. */
  readonly examinedAt: string | null;
  /** The last sweep that left nothing undone (ISO); null: none. */
  readonly sweptAt: string | null;
  readonly parts: readonly AlertPathPart[];
  /** The same for people: `alert path: 6/7`, and a line for each part that is not right. */
  readonly lines: readonly string[];
}

/** The partition holds one item for what was examined, and one for the sweeps. */
const examined = 'EXAMINED';
const swept = 'SWEPT';

/** Keeps what an examination saw, in the place of the one before. */
export async function saveAlertPath(
  table: Table,
  cluster: string,
  { examinedAt, parts }: Pick<AlertPath, 'examinedAt' | 'parts'>,
): Promise<void> {
  const key = { pk: alertPathPartition(cluster), sk: examined };
  await table.transact([{ put: { ...key, examinedAt, parts: JSON.stringify(parts) } }]);
}

/** The heartbeat: a sweep has left nothing undone. */
export async function saveSwept(table: Table, cluster: string, now: Date): Promise<void> {
  await table.transact([{ put: { pk: alertPathPartition(cluster), sk: swept, sweptAt: now.toISOString() } }]);
}

/** What is known of the way to people, in one query. */
export async function readAlertPath(table: Table, cluster: string): Promise<AlertPath> {
  const { items } = await table.query({ partition: alertPathPartition(cluster) });
  const textOf = (sk: string, field: string): string | null => {
    const value = items.find((item: Item) => item.sk === sk)?.[field];
    return typeof value === 'string' ? value : null;
  };
  const parts = JSON.parse(textOf(examined, 'parts') ?? '[]') as AlertPathPart[];
  const examinedAt = textOf(examined, 'examinedAt');
  return { examinedAt, sweptAt: textOf(swept, 'sweptAt'), parts, lines: describeAlertPath(parts) };
}

/** What was never examined is not right either: then it says so. */
function describeAlertPath(parts: readonly Pick<AlertPathPart, 'title' | 'status' | 'seen'>[]): string[] {
  if (parts.length === 0) return ['alert path: not examined yet'];
  const wrong = parts.filter(({ status }) => status !== 'ok');
  return [
    `alert path: ${parts.length - wrong.length}/${parts.length}`,
    ...wrong.map(({ title, status, seen }) => `${title}: ${status === 'unknown' ? 'not known: ' : ''}${seen}`),
  ];
}
