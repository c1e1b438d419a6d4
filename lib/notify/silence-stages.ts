import type { RunbookConfig } from '#lib/config/schema.ts';
import type { Incident } from '#lib/incidents/incident.ts';
import { formatZonedMoment } from '#lib/report/time.ts';
import { listIncidents } from '#lib/store/incidents.ts';
import { type Notice, saveNotice } from '#lib/store/notices.ts';
import { type KeptSilence, listKeptSilences, markStage, type Silence, type SilenceStage } from '#lib/store/silences.ts';
import type { Table } from '#lib/store/table.ts';
import { noticeChannels } from './notice-channels.ts';

export interface SilenceParts {
  readonly table: Table;
  readonly config: RunbookConfig;
  /** Lets a silence that has begun or ended take hold of these incidents. */
  readonly heed: (incidents: readonly string[]) => Promise<void>;
}

const dayMs = 86_400_000;
/** More incidents than can be open at once in one cluster. */
const maxOpen = 500;

/**
 * Brings each silence of the cluster as far as it is by now, and tells the team once of each stage: that it holds, 24
 * hours before it ends (one that is shorter says its end when it begins), that it has ended. Incidents heed it first: if
 * we die in between, the next sweep does the rest.
 */
export async function advanceSilences({ table, config, heed }: SilenceParts, now: Date): Promise<void> {
  const { name: cluster } = config.cluster;
  const moved = (await listKeptSilences(table, cluster)).filter((silence) => stageAt(silence, now) !== silence.stage);
  if (moved.length === 0) return;
  const open = await listIncidents<Incident>(table, { limit: maxOpen, isOpen: true });
  await heed(open.filter((incident) => incident.cluster === cluster).map(({ id }) => id));
  for (const silence of moved) await advance(silence, stageAt(silence, now), { table, config }, now);
}

/** How far a silence is at an instant. */
export function stageAt({ since, until }: Silence, now: Date): SilenceStage {
  const iso = now.toISOString();
  if (until <= iso) return 'ended';
  if (since > iso) return 'planned';
  const lastDay = new Date(Date.parse(until) - dayMs).toISOString();
  return lastDay > since && lastDay <= iso ? 'ending' : 'begun';
}

async function advance(
  silence: KeptSilence,
  stage: SilenceStage,
  { table, config }: Pick<SilenceParts, 'table' | 'config'>,
  now: Date,
): Promise<void> {
  const mark = markStage(silence, stage);
  // what ended long ago is no news, when the digest was switched on again, or nobody swept
  const isNews = stage !== 'ended' || now.getTime() - Date.parse(silence.until) < dayMs;
  const channels = isNews ? noticeChannels(config) : [];
  if (channels.length === 0) await table.transact([mark]);
  else await saveNotice(table, writeNotice(silence, stage, config.timeZone, now), channels, [mark]);
}

/** What the team is told of a silence. */
function writeNotice(silence: Silence, stage: SilenceStage, timeZone: string, now: Date): Notice {
  const { id, cluster, about, owner, reason } = silence;
  const [headline = '', ...rest] = sentencesOf(silence, stage, timeZone);
  const text = [headline, `For the team: ${about ?? 'everything'} on ${cluster}: ${reason} (${owner}).`, ...rest].join(
    '\n',
  );
  return {
    // one that was made longer is told again
    id: `${id}.${stage}.${silence.until.replaceAll(/\D/g, '')}`,
    cluster,
    kind: 'silence',
    headline,
    text: `${text}\n`,
    brief: text,
    at: now.toISOString(),
  };
}

function sentencesOf({ id, cluster, about, since, until }: Silence, stage: SilenceStage, timeZone: string): string[] {
  const what = `${cluster}: ${about ?? 'everything'}`;
  const end = formatZonedMoment(until, timeZone);
  if (stage === 'ended') {
    const isCalledOff = until <= since;
    const ended = isCalledOff ? `It was called off at ${end}, before it began.` : `It ended at ${end}.`;
    return [`NOT SILENCED ANY MORE ${what}`, `${ended} What still fails is told from now on.`];
  }
  const toEnd = `To end it: runbook silence end ${id}`;
  if (stage === 'ending') {
    const longer = `If it is to hold longer, make another: runbook silence ${about ?? 'all'} --until ISO --reason TEXT`;
    return [`STILL SILENCED ${what}, until ${end}`, longer, toEnd];
  }
  const begun = `Nobody is told of it since ${formatZonedMoment(since, timeZone)}`;
  return [`SILENCED ${what}, until ${end}`, `${begun}; what is found meanwhile is counted in the digest.`, toEnd];
}
