import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

export type Server = {
  readonly name: string;
  readonly pid: number;
  /** Why it ended, or undefined while it runs. */
  readonly ended: () => Promise<string | undefined>;
  /** Ends it: at once, or with SIGTERM where the data it leaves behind is wanted. Resolves when it is gone. */
  readonly stop: (signal?: 'SIGKILL' | 'SIGTERM') => Promise<void>;
};

export type ServerOptions = {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  /** The folder for `<name>.log`. */
  readonly logs: string;
  readonly env?: Readonly<Record<string, string>>;
};

/**
 * Starts a server whose life is tied to this process: it holds a pipe to us as its standard input and ends when
 * that closes, which the kernel sees to even after a SIGKILL. See `control-plane/tether.go`.
 */
export function startServer(options: ServerOptions): Server {
  const { name, command, args, logs, env } = options;
  const path = join(logs, `${name}.log`);
  const log = openSync(path, 'a');
  const child = spawn(command, args, {
    stdio: ['pipe', log, log],
    env: { PATH: process.env['PATH'] ?? '', HOME: logs, CONTROL_PLANE_TETHER: 'stdin', ...env },
  });
  closeSync(log);
  let spawnError: Error | undefined;
  child.on('error', (error) => (spawnError = error));
  child.unref(); // a cluster that nobody stopped must not keep a finished test process alive
  return {
    name,
    pid: child.pid ?? 0,
    ended: async () => {
      if (spawnError !== undefined) return `${name}: ${spawnError.message}`;
      if (!hasEnded(child)) return undefined;
      return `${name} ended (${child.exitCode ?? child.signalCode}): ${await tail(path)}`;
    },
    stop: async (signal = 'SIGKILL') => {
      if (spawnError !== undefined || hasEnded(child)) return;
      child.ref();
      const gone = once(child, 'exit');
      child.kill(signal);
      await gone;
    },
  };
}

const hasEnded = (child: ChildProcess): boolean => child.exitCode !== null || child.signalCode !== null;

const tail = async (path: string): Promise<string> => (await readFile(path, 'utf8')).slice(-2000);
