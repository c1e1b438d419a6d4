import { findNearest } from '#lib/config/nearest.ts';
import { UsageError } from '#lib/config/usage-error.ts';
import { type Command, runCommand } from './command.ts';
import { exitCodes } from './exit-code.ts';
import type { Io } from './io.ts';

/** The commands, each loaded only when it is asked for: a run must not wait for what it does not use. */
const commands: Readonly<Record<string, () => Promise<Command>>> = {
  run: async () => (await import('./run.ts')).run,
  invoke: async () => (await import('./invoke.ts')).invoke,
  windows: async () => (await import('./windows.ts')).windows,
  checks: async () => (await import('./checks.ts')).checks,
  permissions: async () => (await import('./permissions.ts')).permissions,
  doctor: async () => (await import('./doctor.ts')).doctor,
  history: async () => (await import('./history.ts')).history,
  show: async () => (await import('./show.ts')).show,
  diff: async () => (await import('./diff.ts')).diff,
  baseline: async () => (await import('./baseline.ts')).baseline,
  snapshot: async () => (await import('./snapshot.ts')).snapshot,
  cost: async () => (await import('./cost.ts')).cost,
  config: async () => (await import('./config.ts')).config,
  simulate: async () => (await import('./simulate.ts')).simulate,
  sweep: async () => (await import('./sweep.ts')).sweep,
  silence: async () => (await import('./silence.ts')).silence,
  note: async () => (await import('./note.ts')).note,
  escalate: async () => (await import('./escalate.ts')).escalate,
  extend: async () => (await import('./extend.ts')).extend,
  resolve: async () => (await import('./resolve.ts')).resolve,
  ack: async () => (await import('./ack.ts')).ack,
  exemptions: async () => (await import('./exemptions.ts')).exemptions,
  incidents: async () => (await import('./incidents.ts')).incidents,
  report: async () => (await import('./report.ts')).report,
};

/**
 * Runs the command line and gives its exit code. This is the edge at which errors end: a user's mistake is one message
 * and code 64, anything else is our fault and code 70.
 */
export async function main(args: readonly string[], io: Io): Promise<number> {
  try {
    const [name = 'help', ...rest] = args;
    if (name === 'help' || name === '--help' || name === '-h') return await printHelp(io);
    const load = commands[name];
    if (!load) throw new UsageError(unknownCommand(name));
    return await runCommand(await load(), rest, io);
  } catch (error) {
    return explain(error, io);
  }
}

function unknownCommand(name: string): string {
  const near = findNearest(name, Object.keys(commands));
  return `unknown command ${name}${near ? `; did you mean ${near}?` : ''} (runbook help lists all)`;
}

async function printHelp(io: Io): Promise<number> {
  const all = await Promise.all(Object.values(commands).map((load) => load()));
  const width = Math.max(...all.map(({ usage }) => usage.length));
  const lines = all.map(
    ({ usage, about }) => `  runbook ${usage.padEnd(width)}  ${about.split('. ')[0]?.replace(/\.$/, '')}\n`,
  );
  io.stdout.write(`An operations runbook for Amazon EKS that runs itself.\n\n${lines.join('')}\nEach takes --help.\n`);
  return exitCodes.passed;
}

/** Errors that a user can mend carry a message made for them; they are known by name, whichever part throws them. */
const usersErrors: ReadonlySet<string> = new Set(['UsageError', 'SnapshotError', 'StoreError', 'ReadError']);

function explain(error: unknown, io: Io): number {
  const { name, message, stack } = error instanceof Error ? error : new Error(String(error));
  if (usersErrors.has(name)) {
    io.stderr.write(`runbook: ${message}\n`);
    return exitCodes.usage;
  }
  io.stderr.write(
    `runbook: internal error: ${message}\nThis is a fault of the program: please report it with this text.\n${stack}\n`,
  );
  return exitCodes.internal;
}
