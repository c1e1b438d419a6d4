import { randomBytes } from 'node:crypto';
import { liveObjects } from '#lib/checks/configuration/as-approved.ts';
import { digestsOf } from '#lib/checks/configuration/differences.ts';
import { type Baseline, baselineName } from '#lib/cluster/baseline.ts';
import { connectCluster } from '#lib/cluster/connection.ts';
import type { Source } from '#lib/cluster/source.ts';
import { configMaps } from '#lib/cluster/sources/config-maps.ts';
import { namedSecrets } from '#lib/cluster/sources/named-secrets.ts';
import type { RunbookConfig } from '#lib/config/schema.ts';
import { UsageError } from '#lib/config/usage-error.ts';
import { type LoadedSources, loadSources } from '#lib/runs/load-sources.ts';
import { readBaseline, saveBaseline } from '#lib/store/baselines.ts';
import { defineCommand } from './command.ts';
import { exitCodes } from './exit-code.ts';
import { configOptions, loadConfiguration } from './load-config.ts';
import { openStoreBeside, stackOption } from './store.ts';
import { openTarget, type Target, targetOptions } from './target.ts';

/** `runbook baseline`: what is approved of a cluster's configuration, as digests. */
export const baseline = defineCommand({
  usage: 'baseline accept|show',
  about:
    'Approves the configuration that is in the cluster now, or shows what was approved. Names and digests are kept, no values.',
  options: { ...targetOptions, ...stackOption, ...configOptions },
  async run([action, ...rest], options, io) {
    if ((action !== 'accept' && action !== 'show') || rest.length > 0)
      throw new UsageError('baseline has two actions: runbook baseline accept, runbook baseline show');
    const config = await loadConfiguration(options, io);
    const table = await openStoreBeside(options, io);
    const target = await openTarget(options, config, io);
    const cluster = target.clusterName ?? config.cluster.name;
    try {
      if (action === 'accept') await saveBaseline(table, cluster, await takeBaseline(target, config, io.clock()));
      const kept = await readBaseline(table, cluster);
      if (!kept) throw new UsageError(`no baseline of ${cluster} is kept yet; runbook baseline accept makes one`);
      io.stdout.write(render(cluster, kept));
      return exitCodes.passed;
    } finally {
      table.close();
      await target.close();
    }
  },
});

/** The configuration as it is now, by a key of its own. Throws `UsageError` when any of it cannot be read. */
async function takeBaseline(target: Target, config: RunbookConfig, now: Date): Promise<Baseline> {
  const fresh = { acceptedAt: now.toISOString(), digestKey: randomBytes(32).toString('hex'), objects: {} };
  const kept = { readBaseline: async () => fresh, readRemembered: async () => [] };
  const connection = connectCluster(target.access);
  try {
    const { outcomes } = await loadSources([configMaps, namedSecrets], connection, { config, now, kept });
    const live = liveObjects(dataOf(outcomes, configMaps), dataOf(outcomes, namedSecrets));
    const objects = live.map((object) => [baselineName(object.kind, object), digestsOf(object.entries)] as const);
    return { ...fresh, objects: Object.fromEntries(objects) };
  } finally {
    connection.close();
  }
}

function dataOf<Data>(outcomes: LoadedSources['outcomes'], source: Source<string, Data>): Data {
  const outcome = outcomes.get(source.name);
  if (outcome?.status === 'ok') return outcome.data as Data;
  throw new UsageError(outcome?.reason ?? `${source.title} could not be read`);
}

function render(cluster: string, { acceptedAt, objects }: Baseline): string {
  const lines = Object.entries(objects).map(([name, digests]) => `  ${name}: ${Object.keys(digests).join(', ')}\n`);
  return `The configuration of ${cluster}, as approved at ${acceptedAt}:\n${lines.toSorted().join('')}`;
}
