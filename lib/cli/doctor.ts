import { connectCluster } from '#lib/cluster/connection.ts';
import { UsageError } from '#lib/config/usage-error.ts';
import { allWindows } from '#lib/runbook/registry.ts';
import { findWindow } from '#lib/runbook/windows.ts';
import { defineCommand } from './command.ts';
import { credentials } from './doctor/credentials.ts';
import { deployedParts } from './doctor/deployed.ts';
import { describeDiagnoses } from './doctor/describe.ts';
import { embeddedStore } from './doctor/embedded-store.ts';
import { type Examination, examineAll, type Patient } from './doctor/examination.ts';
import { inCluster } from './doctor/in-cluster.ts';
import { address, certificate, nameResolution, tcp } from './doctor/reach.ts';
import { rights } from './doctor/rights.ts';
import { waysToPeople } from './doctor/ways-to-people.ts';
import { exitCodes } from './exit-code.ts';
import { configOptions, loadConfiguration } from './load-config.ts';
import { terminalOptions } from './render.ts';
import { openStore, stackOption } from './store.ts';
import { openTarget, targetOptions } from './target.ts';

/** The way to the cluster and what is in it; each needs those before it, as far as it says so. */
const wayToCluster: readonly Examination[] = [
  address,
  nameResolution,
  tcp,
  certificate,
  credentials,
  rights,
  ...inCluster,
];

/** `runbook doctor`: what stands between the windows and a cluster, and what to do about it. */
export const doctor = defineCommand({
  usage: 'doctor',
  about:
    'Looks why a cluster cannot be read, or nobody hears of it. Name, connection, certificate, credentials, rights, services, store; with --stack the table, topics and subscriptions of the deployed runbook.',
  options: {
    window: { value: 'WINDOW', about: 'only what the checks of one window need; default all windows' },
    ...targetOptions,
    ...stackOption,
    ...configOptions,
    output: { value: 'text|json', about: 'how the result is shown; default text' },
  },
  async run(positionals, { window, output = 'text', ...options }, io) {
    if (positionals.length > 0) throw new UsageError(`doctor takes no argument, not ${positionals.join(' ')}`);
    if (!['text', 'json'].includes(output)) throw new UsageError(`unknown output ${output} (text, json)`);
    const windows = window === undefined ? allWindows : [await findWindow(window)];
    const config = await loadConfiguration(options, io);
    const opening = openOnce(async () => {
      const target = await openTarget(options, config, io);
      return { target, connection: connectCluster(target.access) };
    });
    const patient: Patient = {
      windows,
      config,
      clock: io.clock,
      open: opening.open,
      openStore: () => openStore({}, io),
      findStack: async () => (await import('./deployed/stack.ts')).findStack(options),
    };
    try {
      const kept = options.stack === undefined ? [embeddedStore] : deployedParts;
      const ways = await waysToPeople(config, io.env);
      const diagnoses = await examineAll([...wayToCluster, ...kept, ...ways], patient);
      const status = diagnoses.some((one) => one.status === 'not-ok') ? 'not-ok' : 'ok';
      io.stdout.write(
        output === 'json'
          ? `${JSON.stringify({ schemaVersion: 1, status, diagnoses }, null, 2)}\n`
          : describeDiagnoses(diagnoses, terminalOptions(io, config.timeZone)),
      );
      return status === 'ok' ? exitCodes.passed : exitCodes.failed;
    } finally {
      await opening.close();
    }
  },
});

/** Opens when it is first asked to, and closes what was opened. */
function openOnce(open: Patient['open']) {
  let opened: ReturnType<Patient['open']> | undefined;
  return {
    open: () => (opened ??= open()),
    async close() {
      const { target, connection } = (await opened?.catch(() => undefined)) ?? {};
      connection?.close();
      await target?.close();
    },
  };
}
