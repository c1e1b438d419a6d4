import type { RunbookConfig } from '#lib/config/schema.ts';
import { openNotifiers } from '#lib/notify/open-notifiers.ts';
import { type Swept, sweep } from '#lib/notify/sweep.ts';
import { loadDeployedConfigs } from './deployed-configs.ts';
import { readEnvironment } from './environment.ts';
import type { WindowParts } from './window-parts.ts';

/** What the sweep's function takes from around it: no cluster, for it has no rights to one. */
export type SweepParts = Pick<WindowParts, 'variables' | 'clock' | 'openTable' | 'openTopic'>;

/** Sweeps the incidents of one cluster after the other. */
export type SweepAll = () => Promise<readonly (Swept & { readonly cluster: string })[]>;

/** Opens what stays open while the function is warm. Rejects with `UsageError`, as `readEnvironment` does. */
export async function openSweep({ variables, clock, openTable, openTopic }: SweepParts): Promise<SweepAll> {
  const { tableName, topicArn, configPaths } = readEnvironment(variables);
  const table = openTable(tableName);
  const configs = [...(await loadDeployedConfigs(configPaths)).values()].map((config) => pageByEmail(config, topicArn));
  const orders = configs.map((config) => ({
    table,
    config,
    cluster: config.cluster.name,
    notifiers: openNotifiers(config, { variables, openTopic }),
    recheck: async () => ({ result: 'unknown', reason: 'the sweep has no rights to the cluster' }) as const,
  }));
  return async () => {
    const swept = [];
    for (const order of orders) swept.push({ cluster: order.cluster, ...(await sweep({ ...order, now: clock() })) });
    return swept;
  };
}

/**
 * Without a topic of its own, a page by e-mail goes to the topic of the reports. The team has been told there by the run
 * itself, and is not told again.
 */
function pageByEmail(config: RunbookConfig, topicArn: string): RunbookConfig {
  const { escalation } = config;
  if (escalation.delivery.emailTopicArn !== undefined) return config;
  const routes = Object.entries(escalation.routes).map(([severity, route]) => [
    severity,
    { ...route, channels: route.channels.filter((channel) => channel !== 'email') },
  ]);
  const delivery = { ...escalation.delivery, emailTopicArn: topicArn };
  return {
    ...config,
    escalation: { ...escalation, delivery, routes: Object.fromEntries(routes) as typeof escalation.routes },
  };
}
