import type { RunbookConfig } from '#lib/config/schema.ts';
import { tryEach } from '#lib/incidents/chase.ts';
import type { Incident } from '#lib/incidents/incident.ts';
import type { ListSubscriptions } from '#lib/notify/alert-path/examine-topic.ts';
import { openNotifiers } from '#lib/notify/open-notifiers.ts';
import { openSecrets } from '#lib/notify/secrets.ts';
import { type Swept, sweep } from '#lib/notify/sweep.ts';
import { type AskWindow, askForRecheck } from './ask-window.ts';
import { loadDeployedConfigs } from './deployed-configs.ts';
import { type Environment, readEnvironment } from './environment.ts';
import type { WindowParts } from './window-parts.ts';

/** What the sweep's function takes from around it: no cluster, for it has no rights to one, but the windows that have. */
export type SweepParts = Pick<WindowParts, 'variables' | 'clock' | 'openTable' | 'openTopic'> & {
  readonly askWindow: AskWindow;
  /** Without it the ways to people are not examined. */
  readonly listSubscriptions?: ListSubscriptions;
};

/**
 * Sweeps the incidents of one cluster after the other, also after one where something went wrong. Rejects with the first
 * failure, and when something is overdue all the same: then the function has failed, CloudWatch tells people of it, and
 * none of our code is on the way.
 */
export type SweepAll = () => Promise<readonly (Swept & { readonly cluster: string })[]>;

/** Opens what stays open while the function is warm. Throws `UsageError`, as `readEnvironment` does. */
export function openSweep(parts: SweepParts): SweepAll {
  const { variables, clock, openTable, openTopic, askWindow, listSubscriptions } = parts;
  const { tableName, configPaths, ...topics } = readEnvironment(variables);
  const table = openTable(tableName);
  const configs = [...loadDeployedConfigs(configPaths).values()].map((config) => withTopics(config, topics));
  const examination = listSubscriptions && { listSubscriptions, readSecret: openSecrets({ variables }) };
  const orders = configs.map((config) => ({
    table,
    config,
    cluster: config.cluster.name,
    notifiers: openNotifiers(config, { variables, openTopic }),
    ...(config.escalation.delivery.emailTopicArn === topics.topicArn && { toldByRuns: ['email'] as const }),
    recheck: (incident: Incident) => askForRecheck(incident, askWindow),
    ...(examination && { examination }),
  }));
  return async () => {
    const swept: (Swept & { readonly cluster: string })[] = [];
    const [failure] = await tryEach(orders, async (order) => {
      swept.push({ cluster: order.cluster, ...(await sweep({ ...order, now: clock() })) });
    });
    if (failure !== undefined) throw failure;
    const late = swept.filter(({ isClean }) => !isClean).map(({ cluster }) => cluster);
    if (late.length > 0) throw new Error(`overdue: people were not told in time of ${late.join(', ')}`);
    return swept;
  };
}

/**
 * Without topics of its own, pages by e-mail go to the topic of the reports, and those by telephone to the one that the
 * stack makes of the numbers. Of what a run has found it has told the team there itself.
 */
function withTopics(
  config: RunbookConfig,
  { topicArn, phoneTopicArn }: Pick<Environment, 'topicArn' | 'phoneTopicArn'>,
): RunbookConfig {
  const { escalation } = config;
  const { emailTopicArn = topicArn } = escalation.delivery;
  const phone = escalation.delivery.phoneTopicArn ?? phoneTopicArn;
  const delivery = { ...escalation.delivery, emailTopicArn, ...(phone !== undefined && { phoneTopicArn: phone }) };
  return { ...config, escalation: { ...escalation, delivery } };
}
