import { chmod, rm } from 'node:fs/promises';
import { build } from 'esbuild';

/**
 * Bundles the CLI that the npm package ships: split into chunks, so that a run loads no more than it uses.
 * The shipped snapshots and runbook.yaml stay files beside it.
 */
await rm('dist', { recursive: true, force: true });
await build({
  entryPoints: ['bin/runbook.ts'],
  outdir: 'dist',
  bundle: true,
  splitting: true,
  platform: 'node',
  target: 'node20',
  format: 'esm',
  minify: true,
  sourcemap: 'external',
  banner: { js: "import{createRequire as __require}from'node:module';const require=__require(import.meta.url);" },
  logLevel: 'warning',
});
await chmod('dist/runbook.js', 0o755);
