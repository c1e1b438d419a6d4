import type { RunbookConfig } from '#lib/config/schema.ts';
import type { ExaminationParts } from '#lib/notify/alert-path/examine-ways.ts';
import type { UsedWay } from '#lib/notify/alert-path/ways.ts';
import type { Examination, Sight } from './examination.ts';

/**
 * One for each way to people that configuration uses: whether it leads to somebody, as the sweep asks every few hours.
 * Nobody is told anything by it. None where configuration says no way.
 */
export async function waysToPeople(config: RunbookConfig, env: ExaminationEnv): Promise<Examination[]> {
  const { usedWays } = await import('#lib/notify/alert-path/ways.ts');
  return usedWays(config).map((way) => ({
    id: `alert-path/${way.id}`,
    title: `Way by ${way.title}`,
    look: (patient) => look(way, patient.config, env),
    advise: async () => ({ text: 'Look whether this machine reaches the provider: network, proxy.' }),
  }));
}

type ExaminationEnv = Readonly<Record<string, string | undefined>>;

/** What could not be examined is not right either. */
async function look(way: UsedWay, config: RunbookConfig, env: ExaminationEnv): Promise<Sight> {
  const { examineWay } = await import('#lib/notify/alert-path/examine-ways.ts');
  const { status, seen, next } = await examineWay(way, config, await examinationParts(env));
  return {
    status: status === 'ok' ? 'ok' : 'not-ok',
    seen: status === 'unknown' ? `could not be examined: ${seen}` : seen,
    ...(next !== undefined && { next: { text: next } }),
  };
}

/** With what ways are examined from a shell: its secrets, and the topics of its AWS account. */
export async function examinationParts(env: ExaminationEnv): Promise<ExaminationParts> {
  const { openSecrets } = await import('#lib/notify/secrets.ts');
  const listSubscriptions = async (arn: string) =>
    (await import('#lib/notify/alert-path/list-subscriptions.ts')).openSubscriptions()(arn);
  return { listSubscriptions, readSecret: openSecrets({ variables: env }) };
}
