import type { Channel } from '#lib/config/escalation-schema.ts';
import type { RunbookConfig } from '#lib/config/schema.ts';
import { type ChaseParts, settleSightings } from '#lib/incidents/chase.ts';
import type { Sighting } from '#lib/incidents/group-findings.ts';
import { type Policy, policyOf } from '#lib/incidents/policy.ts';
import { alertPathWindow } from './alert-path-window.ts';
import type { SeenPart } from './sight.ts';
import { type UsedWay, usedWays } from './ways.ts';

export interface SettleParts {
  readonly config: RunbookConfig;
  readonly chase: ChaseParts;
  /** How all parts stand, of which some are settled now. */
  readonly known: readonly Pick<SeenPart, 'id' | 'status'>[];
}

/**
 * Makes an incident of each part that is not right, and ends those of the parts that are. What could not be examined
 * changes nothing. The team is told through the ways that work; only where none of them does, somebody is paged.
 */
export async function settleParts(
  parts: readonly SeenPart[],
  { config, chase, known }: SettleParts,
  now: Date,
): Promise<void> {
  const cluster = config.cluster.name;
  const policy = policyAround(config, known);
  const sightings = parts.filter(({ status }) => status !== 'unknown').map((part) => sightingOf(part, cluster, now));
  const seer = { id: `${alertPathWindow}.${now.toISOString()}`, cluster, window: alertPathWindow };
  const settled: ChaseParts = { ...chase, policyFor: () => policy, recheckSecondsOf: () => 0 };
  await settleSightings(seer, sightings, settled, now);
}

function sightingOf({ id, title, status, seen, next }: SeenPart, cluster: string, now: Date): Sighting {
  const check = `${alertPathWindow}/${id}`;
  const finding = {
    fingerprint: `${check} ${cluster}`,
    check,
    subject: { kind: 'AlertPath', namespace: null, name: id },
    message: `alert path, ${title}: ${seen}`,
    since: now.toISOString(),
    action: next === null ? null : { text: next },
  };
  const trouble = { checks: [check], findings: [finding], findingCount: 1 };
  return {
    group: `${cluster}/${check}`,
    title: `Alert path: ${title}`,
    severity: 'warning',
    trouble: status === 'ok' ? { checks: [], findings: [], findingCount: 0 } : trouble,
    looked: new Set([check]),
  };
}

/** What is right again is told at once: the next examination is hours away. */
function policyAround(config: RunbookConfig, known: SettleParts['known']): Policy {
  const policy = policyOf(config, 'warning');
  const isBroken = ({ id }: UsedWay) => known.some((part) => part.id === id && part.status === 'not-ok');
  const ways = usedWays(config);
  const broken = new Set(ways.filter(isBroken).map(({ channel, way }) => `${channel} ${way}`));
  const working = ways.filter((way) => way.id === way.channel && !isBroken(way)).map(({ channel }) => channel);
  const informing = working.filter((channel) => channel !== 'pagerduty');
  const preferred = informing.filter((channel) => policy.route.channels.includes(channel));
  const channels = preferred.length > 0 ? preferred : informing;
  const levels = policy.levels.map((level) => {
    const isLeft = (channel: Channel) => !broken.has(`${channel} ${level.ways[channel] ?? ''}`);
    return { ...level, channels: level.channels.filter(isLeft) };
  });
  return { ...policy, levels, route: { pages: channels.length === 0, channels }, resolveAfterRuns: 1 };
}
