import type { RunbookConfig } from '#lib/config/schema.ts';
import type { ChaseParts } from '#lib/incidents/chase.ts';
import { type AlertPath, type AlertPathPart, readAlertPath, saveAlertPath } from '#lib/store/alert-path.ts';
import type { Delivery } from '#lib/store/outbox.ts';
import type { Table } from '#lib/store/table.ts';
import { auditSweep } from './audit.ts';
import { holdDrill } from './drill.ts';
import type { ExaminationParts } from './examine-ways.ts';
import { settleParts } from './settle-parts.ts';
import { partOf, type SeenPart } from './sight.ts';
import { type UsedWay, usedWays } from './ways.ts';

export interface WatchParts {
  readonly table: Table;
  readonly config: RunbookConfig;
  /** Only what is about this cluster; null: all. */
  readonly cluster: string | null;
  readonly chase: ChaseParts;
  /** With what the ways are examined; without it only the sweep itself is. */
  readonly examination?: ExaminationParts | undefined;
}

/**
 * Watches the way to people: in every sweep whether one has left something behind, and every few hours whether the ways
 * still lead to somebody. Gives whether the sweep has left nothing behind.
 */
export async function watchAlertPath(parts: WatchParts, now: Date): Promise<boolean> {
  const { table, config } = parts;
  const before = await readAlertPath(table, config.cluster.name);
  const drill = await holdDrill(parts, now);
  const audit = await auditSweep(parts, now);
  const always = [...audit, ...(drill ? [drill] : [])];
  const ways = isDue(before, config, now) && parts.examination ? await examine(config, parts.examination) : null;
  const gone = ways ? before.parts.filter((old) => ![...always, ...ways].some(({ id }) => id === old.id)) : [];
  const changed = always.filter(({ id, status }) => status !== (statusOf(before, id) ?? 'ok'));
  const toSettle = [...(ways ?? []), ...changed, ...gone.map(asMended)];
  const isClean = audit.every(({ status }) => status === 'ok');
  if (toSettle.length === 0) return isClean;
  const kept = before.parts.filter((old) => !gone.includes(old));
  await settleAndKeep(parts, { before, kept, seen: [...(ways ?? []), ...always], toSettle, hasExamined: !!ways }, now);
  return isClean;
}

/** A message that was given up shows that its way is not right, until an examination says otherwise. */
export async function noteFailure(
  parts: WatchParts,
  { delivery: { channel }, way, error }: { delivery: Delivery; way: string | undefined; error: string },
  now: Date,
): Promise<void> {
  const used = usedWays(parts.config).find((one) => one.channel === channel && isSameWay(one, way));
  if (!used) return;
  const before = await readAlertPath(parts.table, parts.config.cluster.name);
  const next = 'runbook doctor examines the way; correct what it names.';
  const seen = [partOf(used, { status: 'not-ok', seen: `a message was given up: ${error}`, next })];
  await settleAndKeep(parts, { before, kept: before.parts, seen, toSettle: seen, hasExamined: false }, now);
}

function isSameWay(used: UsedWay, way: string | undefined): boolean {
  return way === undefined ? used.id === used.channel : used.way === way;
}

interface Seen {
  readonly before: AlertPath;
  /** Of what was known, what is still a part. */
  readonly kept: readonly AlertPathPart[];
  readonly seen: readonly SeenPart[];
  readonly toSettle: readonly SeenPart[];
  readonly hasExamined: boolean;
}

/** Settled before it is kept: whoever dies in between does it again, which does no harm. */
async function settleAndKeep(parts: WatchParts, { before, kept, seen, toSettle, hasExamined }: Seen, now: Date) {
  const { table, config, chase } = parts;
  const known = [...kept.filter((old) => !seen.some(({ id }) => id === old.id)), ...seen.map((one) => date(one))];
  await settleParts(toSettle, { config, chase, known }, now);
  const examinedAt = hasExamined ? now.toISOString() : before.examinedAt;
  await saveAlertPath(table, config.cluster.name, { examinedAt, parts: known });

  function date(part: SeenPart): AlertPathPart {
    const old = before.parts.find(({ id }) => id === part.id);
    return { ...part, since: old?.status === part.status ? old.since : now.toISOString() };
  }
}

/** The table has answered, or nobody would be here. */
async function examine(config: RunbookConfig, examination: ExaminationParts): Promise<SeenPart[]> {
  const store = partOf({ id: 'store', title: 'the table', channel: null }, { status: 'ok', seen: 'it answers' });
  // needed every few hours: a function starts sooner without it
  const { examineWays } = await import('./examine-ways.ts');
  return [store, ...(await examineWays(config, examination))];
}

function isDue({ examinedAt }: AlertPath, { escalation }: RunbookConfig, now: Date): boolean {
  const everyMs = escalation.alertPath.everyHours * 3_600_000;
  return examinedAt === null || now.getTime() - Date.parse(examinedAt) >= everyMs;
}

function statusOf({ parts }: AlertPath, id: string): AlertPathPart['status'] | undefined {
  return parts.find((part) => part.id === id)?.status;
}

/** A way that is no longer used is nobody's trouble. */
function asMended(part: AlertPathPart): SeenPart {
  return partOf(part, { status: 'ok', seen: 'it is no longer used' });
}
