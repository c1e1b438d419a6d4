import { copyFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';
import { bundleOptions, functionEntries } from './function-bundle.ts';

/** Bundles the functions as Lambda runs them, each in a folder of its own with the configuration beside it: all, or those named. */
const [outdir = 'dist/functions', ...names] = process.argv.slice(2);
await rm(outdir, { recursive: true, force: true });
for (const [name, file] of Object.entries(functionEntries)) {
  if (names.length > 0 && !names.includes(name)) continue;
  await build({ ...bundleOptions(name), entryPoints: { index: file }, outdir: join(outdir, name) });
  await copyFile('runbook.yaml', join(outdir, name, 'runbook.yaml'));
}
