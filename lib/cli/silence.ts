import { UsageError } from '#lib/config/usage-error.ts';
import { allChecks, allWindows } from '#lib/runbook/registry.ts';
import { endSilence, listSilences, type Silence, saveSilence } from '#lib/store/silences.ts';
import type { Table } from '#lib/store/table.ts';
import { actorOf, required } from './act-on-incident.ts';
import { defineCommand, type OptionValues } from './command.ts';
import { exitCodes } from './exit-code.ts';
import { readInstant } from './given-times.ts';
import type { Io } from './io.ts';
import { configOptions, loadConfiguration } from './load-config.ts';
import { openStore, storeOptions } from './store.ts';

const options = {
  until: { value: 'ISO', about: 'when it ends' },
  since: { value: 'ISO', about: 'when it begins; default now' },
  reason: { value: 'TEXT', about: 'why' },
  owner: { value: 'NAME', about: 'who answers for it; default USER' },
  cluster: { value: 'NAME', about: 'the cluster; default that of the configuration' },
  ...storeOptions,
  ...configOptions,
} as const;

/** `runbook silence`: a time in which nobody is told, for some or all of a cluster. */
export const silence = defineCommand({
  usage: 'silence [CHECK-STEP-OR-WINDOW-ID | all | end SILENCE]',
  about:
    'Tells nobody of a check, a step, a window or a whole cluster (all) until an instant; without argument: lists silences. A maintenance is a silence of all with a begin in the future.',
  options,
  async run([what, id, ...rest], given, io) {
    if (rest.length > 0 || (id !== undefined && what !== 'end'))
      throw new UsageError('silence takes one check, step or window');
    const cluster = given.cluster ?? (await loadConfiguration(given, io)).cluster.name;
    const table = await openStore(given, io);
    try {
      if (what === undefined) await list(table, cluster, io);
      else if (what === 'end') await end(required('SILENCE', id, 'runbook silence lists them'), table, cluster, io);
      else await begin(what, table, cluster, given, io);
      return exitCodes.passed;
    } finally {
      table.close();
    }
  },
});

async function list(table: Table, cluster: string, io: Io): Promise<void> {
  const silences = await listSilences(table, cluster, io.clock());
  io.stdout.write(silences.map(describe).join('') || `Nothing is silenced on ${cluster}.\n`);
}

async function end(id: string, table: Table, cluster: string, io: Io): Promise<void> {
  const now = io.clock();
  const found = (await listSilences(table, cluster, now)).find((silence) => silence.id === id);
  if (!found) throw new UsageError(`no silence ${id} on ${cluster}; runbook silence lists them`);
  if (!(await endSilence(table, found, now))) throw new UsageError(`${id} was changed meanwhile: try again`);
  io.stdout.write(`${id} has ended; incidents that waited for it go on with the next sweep\n`);
}

async function begin(
  what: string,
  table: Table,
  cluster: string,
  given: OptionValues<typeof options>,
  io: Io,
): Promise<void> {
  const now = io.clock();
  const since = given.since === undefined ? now : readInstant('--since', given.since);
  const until = readInstant('--until', required('--until', given.until, 'a silence has an end'));
  if (until <= since || until <= now) throw new UsageError(`--until ${given.until}: it would end before it begins`);
  const silence: Silence = {
    id: `SIL-${now.toISOString().replaceAll(/[-:.TZ]/g, '')}`,
    cluster,
    about: what === 'all' ? null : knownId(what),
    since: since.toISOString(),
    until: until.toISOString(),
    owner: actorOf(given.owner, io),
    reason: required('--reason', given.reason, 'say why nobody is to be told'),
  };
  await saveSilence(table, silence);
  io.stdout.write(describe(silence));
}

function knownId(id: string): string {
  const steps = allWindows.flatMap((window) => window.steps);
  if ([...allChecks, ...steps, ...allWindows].some((one) => one.id === id)) return id;
  throw new UsageError(`unknown check, step or window ${id} (runbook checks and runbook windows list all)`);
}

function describe({ id, about, cluster, since, until, owner, reason }: Silence): string {
  return `${id}  ${about ?? 'everything'} on ${cluster}, from ${since} to ${until}: ${reason} (${owner})\n`;
}
