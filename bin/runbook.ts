#!/usr/bin/env node
import { spawnSync } from 'node:child_process';
import { createRequire, enableCompileCache } from 'node:module';

// The program needs Node 24 (node:sqlite, type stripping). It comes as a dependency, so that an older host Node does.
if (Number.parseInt(process.versions.node, 10) < 24) {
  const node = createRequire(import.meta.url).resolve('node/bin/node');
  const { status, error } = spawnSync(node, process.argv.slice(1), { stdio: 'inherit' });
  if (error) throw error;
  process.exit(status ?? 70);
}

// A reader that has seen enough (`| head`) is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 70));

enableCompileCache?.(); // a quarter less to wait for from the second run on
const { main } = await import('#lib/cli/main.ts');
const { stdout, stderr, env } = process;
process.exitCode = await main(process.argv.slice(2), {
  stdout,
  stderr,
  env,
  cwd: process.cwd(),
  clock: () => new Date(),
});
