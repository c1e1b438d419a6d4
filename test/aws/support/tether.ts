import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** A program that runs beside the tests, and ends with them. */
export interface Tethered {
  /** What it has written so far. */
  log(): string;
  /** How it ended, or undefined while it runs. */
  exitCode(): number | undefined;
  stop(): Promise<void>;
}

/**
 * Runs the program in a process group of its own. We hold the other end of standard input, which the kernel closes
 * however we end, SIGKILL included: then the whole group is asked to end, and two seconds later made to.
 */
const tether = `
  exec 3<&0
  "$@" </dev/null 3<&- &
  program=$!
  ( trap '' TERM; cat <&3 >/dev/null; kill -TERM 0; sleep 2; kill -KILL 0 ) &
  wait $program
`;

export async function startTethered(
  command: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Tethered> {
  const folder = await mkdtemp(join(tmpdir(), 'eks-runbook-'));
  const logPath = join(folder, 'log');
  const log = openSync(logPath, 'w');
  const child = spawn('sh', ['-c', tether, 'tether', command, ...args], {
    cwd: folder,
    detached: true,
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], TMPDIR: folder, ...env },
    stdio: ['pipe', log, log],
  });
  closeSync(log);
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  return {
    log: () => readFileSync(logPath, 'utf8'),
    exitCode: () => (child.signalCode ? 1 : (child.exitCode ?? undefined)),
    stop: async () => {
      child.stdin?.destroy();
      await ended;
      await rm(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** Waits until the program answers HTTP at this address, however it answers. Rejects with its log when it does not. */
export async function untilAnswers(program: Tethered, url: string, deadlineMs = 60_000): Promise<void> {
  const end = Date.now() + deadlineMs;
  while (Date.now() < end && program.exitCode() === undefined) {
    const answered = await fetch(url).then(
      () => true,
      () => false,
    );
    if (answered) return;
    await sleep(50);
  }
  const log = program.log();
  await program.stop();
  throw new Error(`nothing answers at ${url}:\n${log}`);
}

/** A port of the loopback that was free a moment ago. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}
