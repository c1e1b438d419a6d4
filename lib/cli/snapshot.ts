import { UsageError } from '#lib/config/usage-error.ts';
import { defineCommand, type OptionValues } from './command.ts';
import { exitCodes } from './exit-code.ts';
import type { Io } from './io.ts';
import { configOptions, loadConfiguration } from './load-config.ts';
import { openTarget, targetOptions } from './target.ts';

const options = {
  ...targetOptions,
  ...configOptions,
  port: { value: 'N', about: 'serve: the port on 127.0.0.1; default any free one' },
} as const;

/** `runbook snapshot`: records a cluster into a folder, or serves a recorded one. */
export const snapshot = defineCommand({
  usage: 'snapshot capture DIR | serve PATH',
  about:
    'Records a cluster into a folder with the values of Secrets and environment literals redacted, or serves a recorded one to kubectl.',
  options,
  async run([action, path, ...rest], given, io) {
    if (rest.length > 0) throw new UsageError(`snapshot takes one path, not also ${rest.join(' ')}`);
    if (action === 'capture' && path) return capture(path, given, io);
    if (action === 'serve' && path) return serve(path, given.port, io);
    throw new UsageError('snapshot has two actions: runbook snapshot capture DIR, runbook snapshot serve PATH');
  },
});

async function capture(folder: string, given: OptionValues<typeof options>, io: Io): Promise<number> {
  const { captureFolder } = await import('./capture-folder.ts');
  const config = await loadConfiguration(given, io);
  const target = await openTarget(given, config, io);
  try {
    return await captureFolder(folder, target, config, io);
  } finally {
    await target.close();
  }
}

/** Serves until the process is told to end; the URL is the first line of the standard output, for scripts. */
async function serve(path: string, port: string | undefined, io: Io): Promise<number> {
  if (port !== undefined && !/^\d{1,5}$/.test(port)) throw new UsageError(`--port ${port}: not a port number`);
  const { loadSnapshot } = await import('#lib/cluster/embedded/load-snapshot.ts');
  const { serveSnapshot } = await import('#lib/cluster/embedded/serve-snapshot.ts');
  const server = await serveSnapshot(await loadSnapshot(path), { port: Number(port ?? 0) }).catch(
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE' || error.code === 'EACCES')
        throw new UsageError(
          `port ${port}: ${error.code === 'EACCES' ? 'not allowed' : 'in use'}; choose another, or leave --port out`,
        );
      throw error;
    },
  );
  io.stdout.write(`${server.url}\n`);
  io.stderr.write(
    `serving ${path}; try: kubectl --server ${server.url} get pods --all-namespaces   (Ctrl-C ends it)\n`,
  );
  await new Promise((resolve) => process.once('SIGINT', resolve).once('SIGTERM', resolve));
  await server.close();
  return exitCodes.passed;
}
