import type { RunbookConfig } from '#lib/config/schema.ts';
import { reasonOf } from '../notifier.ts';
import type { ReadSecret } from '../secrets.ts';
import { examinePagerduty } from './examine-pagerduty.ts';
import { examineSlack } from './examine-slack.ts';
import { examineTopic, type ListSubscriptions } from './examine-topic.ts';
import { partOf, type SeenPart, type Sight } from './sight.ts';
import { type UsedWay, usedWays } from './ways.ts';

/** What the ways are examined with. */
export interface ExaminationParts {
  readonly readSecret: ReadSecret;
  readonly listSubscriptions: ListSubscriptions;
}

/** Examines every way to people that configuration uses, beside each other; nobody is told anything by it. */
export function examineWays(config: RunbookConfig, parts: ExaminationParts): Promise<SeenPart[]> {
  return Promise.all(usedWays(config).map(async (way) => partOf(way, await examineWay(way, config, parts))));
}

/** Examines one of them. */
export async function examineWay(
  { kind, way }: UsedWay,
  config: RunbookConfig,
  { readSecret, listSubscriptions }: ExaminationParts,
): Promise<Sight> {
  if (kind === 'topic') return examineTopic(way, listSubscriptions);
  try {
    const secret = await readSecret(way);
    return await (kind === 'pagerduty'
      ? examinePagerduty(config.escalation.delivery.pagerdutyUrl, secret)
      : examineSlack(secret));
  } catch (error) {
    return { status: 'not-ok', seen: reasonOf(error), next: 'Put the secret where the reference leads.' };
  }
}
