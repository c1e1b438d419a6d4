import { UsageError } from '#lib/config/usage-error.ts';
import type { Incident } from '#lib/incidents/incident.ts';
import { nextActionAt } from '#lib/incidents/incident.ts';
import { localizeInstants } from '#lib/report/time.ts';
import { listIncidents, readIncident, readTimeline } from '#lib/store/incidents.ts';
import { listDeliveries } from '#lib/store/outbox.ts';
import type { Table } from '#lib/store/table.ts';
import { stateOf } from './act-on-incident.ts';
import { defineCommand } from './command.ts';
import { exitCodes } from './exit-code.ts';
import { configOptions, loadConfiguration } from './load-config.ts';
import type { IncidentRecord } from './report/incident.ts';
import { openStore, storeOptions } from './store.ts';

const maxListed = 50;

/** `runbook incidents`: those that are open, or one with its timeline. */
export const incidents = defineCommand({
  usage: 'incidents [INCIDENT]',
  about: 'Lists the incidents that are open, or shows one with its timeline and who was told.',
  options: {
    all: { about: 'also those that are resolved' },
    output: { value: 'text|json', about: 'how it is shown; default text' },
    ...storeOptions,
    ...configOptions,
  },
  async run([id, ...rest], { all = false, output = 'text', ...options }, io) {
    if (rest.length > 0) throw new UsageError(`incidents takes one incident, not also ${rest.join(' ')}`);
    if (output !== 'text' && output !== 'json') throw new UsageError(`unknown output ${output} (text, json)`);
    const { timeZone } = await loadConfiguration(options, io);
    const table = await openStore(options, io);
    try {
      if (id !== undefined) {
        const whole = await readRecord(id, table);
        io.stdout.write(output === 'json' ? toJson(whole) : describeWhole(whole, timeZone));
        return exitCodes.passed;
      }
      const listed = await listIncidents<Incident>(table, { limit: maxListed, isOpen: !all });
      const text = listed.map((incident) => describeLine(incident, timeZone)).join('') || 'No incident is open.\n';
      io.stdout.write(output === 'json' ? toJson(listed) : text);
      return exitCodes.passed;
    } finally {
      table.close();
    }
  },
});

/** Everything that is kept of an incident. Throws `UsageError` when there is none. */
export async function readRecord(id: string, table: Table): Promise<IncidentRecord> {
  const incident = await readIncident<Incident>(table, id);
  if (!incident) throw new UsageError(`no incident ${id} is kept; runbook incidents --all lists them`);
  return { incident, timeline: await readTimeline(table, id), deliveries: await listDeliveries(table, id) };
}

function toJson(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

function describeLine(incident: Incident, timeZone: string): string {
  const { id, severity, cluster, title, findings, findingCount } = incident;
  const head = findings[0]
    ? `: ${findings[0].message}${findingCount > 1 ? ` (and ${findingCount - 1} more)` : ''}`
    : '';
  return `${id}  ${severity}  ${cluster}  ${title}${head}\n    ${localizeInstants(stateOf(incident), timeZone)}\n`;
}

function describeWhole({ incident, timeline, deliveries }: IncidentRecord, timeZone: string) {
  const due = nextActionAt(incident);
  const told = deliveries.map(({ intendedAt, kind, responder, channel, state, attempts, error }) => {
    const tries = attempts > 1 ? `, ${attempts} tries` : '';
    return `  ${intendedAt}  ${kind} to ${responder} through ${channel}: ${state}${tries}${error ? ` (${error})` : ''}\n`;
  });
  const text = [
    describeLine(incident, timeZone),
    due === null ? '' : `    next step at ${due}\n`,
    '\nTimeline\n',
    ...timeline.map(({ at, by, text }) => `  ${at}  ${by}: ${text}\n`),
    '\nTold\n',
    ...told,
  ];
  return localizeInstants(text.join(''), timeZone);
}
