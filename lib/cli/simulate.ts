import type { Severity } from '#lib/checks/check.ts';
import type { RunbookConfig } from '#lib/config/schema.ts';
import { UsageError } from '#lib/config/usage-error.ts';
import { policyOf } from '#lib/incidents/policy.ts';
import { describeTelling } from '#lib/incidents/say-telling.ts';
import { simulate as simulateIncident } from '#lib/incidents/simulate.ts';
import { allChecks, allWindows } from '#lib/runbook/registry.ts';
import { checksOf, type Step } from '#lib/runbook/window.ts';
import { listSilences } from '#lib/store/silences.ts';
import type { Table } from '#lib/store/table.ts';
import { defineCommand } from './command.ts';
import { exitCodes } from './exit-code.ts';
import { readInstant, readMinutes } from './given-times.ts';
import { configOptions, loadConfiguration } from './load-config.ts';
import { openStore, storeOptions } from './store.ts';

/** `runbook simulate escalation`: who would be told, how and when, without sending anything. */
export const simulate = defineCommand({
  usage: 'simulate escalation',
  about: 'Says who would be told of an incident, by which channel, at which minute. Nothing is sent.',
  options: {
    at: { value: 'ISO', about: 'when it begins; default now' },
    ack: { value: 'MINUTE', about: 'somebody acknowledges at this minute' },
    resolve: { value: 'MINUTE', about: 'it is resolved at this minute' },
    check: { value: 'ID', about: 'the check that fails; default one that is critical' },
    output: { value: 'text|json', about: 'how it is shown; default text' },
    ...storeOptions,
    ...configOptions,
  },
  async run([what, ...rest], { at, ack, resolve, check, output = 'text', ...options }, io) {
    if (what !== 'escalation' || rest.length > 0) {
      throw new UsageError('simulate knows one thing: runbook simulate escalation --at 2026-03-02T06:00:00Z');
    }
    if (output !== 'text' && output !== 'json') throw new UsageError(`unknown output ${output} (text, json)`);
    const begin = at === undefined ? io.clock() : readInstant('--at', at);
    const config = await loadConfiguration(options, io);
    const severity = severityOf(check, config);
    const table = await openStore(options, io);
    const silences = await silencesOf(check, config, begin, table).finally(() => table.close());
    const rows = simulateIncident({
      policy: policyOf(config, severity),
      severity,
      at: begin,
      recheckSeconds: config.checks[check ?? '']?.recheckSeconds ?? 0,
      silences,
      ...(ack !== undefined && { ackMinute: readMinutes('--ack', ack) }),
      ...(resolve !== undefined && { resolveMinute: readMinutes('--resolve', resolve) }),
    });
    const lines = rows.map((row) => `${describeTelling(row, begin, config)}\n`);
    const text = lines.join('') || 'Nobody is told at once: it waits for the report of its window.\n';
    io.stdout.write(output === 'json' ? `${JSON.stringify(rows, null, 2)}\n` : text);
    return exitCodes.passed;
  },
});

/** The severity of the check's findings, as configuration may have changed it. */
function severityOf(id: string | undefined, config: RunbookConfig): Severity {
  if (id === undefined) return 'critical';
  const check = allChecks.find((candidate) => candidate.id === id);
  if (!check) throw new UsageError(`unknown check ${id} (runbook checks lists all)`);
  return config.checks[id]?.severity ?? check.severity;
}

/** Those of the whole cluster, of the check, and of the steps and windows that it stands in. */
async function silencesOf(check: string | undefined, config: RunbookConfig, begin: Date, table: Table) {
  const hasCheck = (step: Step) => checksOf(step).some(({ id }) => id === check);
  const windows = allWindows.filter((window) => window.steps.some(hasCheck));
  const about = [...windows, ...windows.flatMap(({ steps }) => steps.filter(hasCheck))].map(({ id }) => id);
  const silences = await listSilences(table, config.cluster.name, begin);
  return silences.filter((silence) => [null, check, ...about].includes(silence.about));
}
