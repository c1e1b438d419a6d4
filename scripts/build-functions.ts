import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';
import { loadConfig } from '#lib/config/load-config.ts';
import { knownNames } from '#lib/runbook/registry.ts';
import { bundleOptions, functionEntries } from './function-bundle.ts';

/** Bundles the functions as Lambda runs them, each in a folder of its own with the shipped configuration beside it: all, or those named. */
const [outdir = 'dist/functions', ...names] = process.argv.slice(2);
const loaded = loadConfig({ path: 'runbook.yaml', now: new Date(), ...knownNames });
if ('problems' in loaded) throw new Error(`runbook.yaml is not right: ${loaded.problems[0]?.message}`);
await rm(outdir, { recursive: true, force: true });
for (const [name, file] of Object.entries(functionEntries)) {
  if (names.length > 0 && !names.includes(name)) continue;
  await build({ ...bundleOptions(name), entryPoints: { index: file }, outdir: join(outdir, name) });
  await writeFile(join(outdir, name, 'runbook.json'), JSON.stringify(loaded.config));
}
