import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startLambda } from '../test/aws/support/lambda-runtime.ts';
import { functionEntries } from './function-bundle.ts';

/**
 * How long each function takes until AWS's own runtime client for Node asks for its first event, and how much memory it
 * has taken by then: a Markdown table for docs/benchmarks.md. The runtime client is installed the first time.
 */
const rounds = 5;
const folder = mkdtempSync(join(tmpdir(), 'eks-runbook-'));
const peakFile = join(folder, 'peak');
const watcher = join(folder, 'watch.mjs');
writeFileSync(
  watcher,
  `import { writeFileSync } from 'node:fs';
const note = () => writeFileSync(${JSON.stringify(peakFile)}, String(process.resourceUsage().maxRSS));
setInterval(note, 10).unref();\n`,
);
try {
  execFileSync(process.execPath, ['scripts/build-functions.ts', join(folder, 'functions')]);
  process.stdout.write('| function | init, ms | peak, MB |\n|---|--:|--:|\n');
  for (const name of Object.keys(functionEntries)) {
    const starts = [];
    for (let round = 0; round < rounds; round += 1) starts.push(await start(join(folder, 'functions', name)));
    const initMs = Math.min(...starts.map((one) => one.initMs));
    const peakMb = Math.max(...starts.map((one) => one.peakMb));
    process.stdout.write(`| ${name} | ${initMs.toFixed(0)} | ${peakMb.toFixed(0)} |\n`);
  }
} finally {
  rmSync(folder, { recursive: true });
}

/** One start, ended by an event that every function refuses or that finds nothing. */
async function start(task: string): Promise<{ readonly initMs: number; readonly peakMb: number }> {
  const environment = { NODE_OPTIONS: `--enable-source-maps --import ${watcher}` };
  const lambda = await startLambda({ folder: task, environment, timeoutMs: 10_000 });
  await lambda.invoke({ unknown: true });
  const peakMb = Number(readFileSync(peakFile, 'utf8')) / 1024;
  await lambda.stop();
  return { initMs: lambda.initMs(), peakMb };
}
