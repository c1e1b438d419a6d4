import type { RunbookConfig } from '#lib/config/schema.ts';
import { localDay, localTime } from '#lib/ledger/fire-times.ts';
import { readNotice, saveNotice } from '#lib/store/notices.ts';
import type { Table } from '#lib/store/table.ts';
import { composeDigest } from './compose-digest.ts';
import { gatherFacts } from './digest-facts.ts';
import { noticeChannels } from './notice-channels.ts';

export interface DigestParts {
  readonly table: Table;
  readonly config: RunbookConfig;
  /** Since when the cluster is watched (ISO): there is no digest of a time before. */
  readonly since: string;
}

/**
 * Writes the digest of the day, which the same sweep sends, once its time has come: one for each local day, however many
 * sweep.
 */
export async function writeDigest({ table, config, since }: DigestParts, now: Date): Promise<void> {
  const channels = noticeChannels(config);
  const day = digestDay(config, new Date(since), now);
  if (channels.length === 0 || day === undefined) return;
  const { name: cluster } = config.cluster;
  const id = digestId(cluster, day);
  if (await readNotice(table, id)) return;
  const before = digestId(cluster, localDay(new Date(now.getTime() - 86_400_000), config.timeZone));
  const facts = await gatherFacts(table, config, { now, before });
  const notice = { id, cluster, kind: 'digest' as const, at: now.toISOString(), ...composeDigest(facts) };
  await saveNotice(table, notice, channels);
}

/** The local day whose digest is due; undefined before its time, and when nobody watched at that time. */
export function digestDay(
  { timeZone, escalation: { digest } }: Pick<RunbookConfig, 'timeZone' | 'escalation'>,
  since: Date,
  now: Date,
): string | undefined {
  const day = localDay(now, timeZone);
  if (localTime(now, timeZone) < digest.at) return undefined;
  const begin = `${localDay(since, timeZone)} ${localTime(since, timeZone)}`;
  return begin < `${day} ${digest.at}` ? day : undefined;
}

function digestId(cluster: string, day: string): string {
  return `DIGEST-${day}.${cluster}`;
}
