import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { bundleOptions, functionEntries } from './function-bundle.ts';

/**
 * How long a function takes to import, against the AWS clients that it needs anyway: both bundled alike, each in a
 * process of its own, in turn. The processor's time is counted: an import does nothing but compute, and by the clock it
 * is also whatever else the machine does. Exits with 1 when a function takes more than 1.5 times as long.
 */
const rounds = 15;
const limit = 1.5;
const clients = ['client-dynamodb', 'client-eks', 'client-sns', 'client-sts'];
const clientNames = ['DynamoDBClient', 'EKSClient', 'SNSClient', 'STSClient'];

const folder = mkdtempSync(join(tmpdir(), 'eks-runbook-'));
try {
  const clientsFile = join(folder, 'clients.ts');
  const lines = clients.map((client, at) => `import { ${clientNames[at]} } from '@aws-sdk/${client}';\n`);
  writeFileSync(clientsFile, `${lines.join('')}export const clients = [${clientNames.join(', ')}];\n`);
  const entryPoints = { 'SDK clients alone': clientsFile, ...functionEntries };
  for (const [name, file] of Object.entries(entryPoints)) {
    const outdir = join(folder, name);
    await build({ ...bundleOptions(name), entryPoints: { index: file }, outdir, nodePaths: ['node_modules'] });
  }
  const [base = 0, ...functions] = measure(Object.keys(entryPoints));
  for (const [at, name] of Object.keys(functionEntries).entries()) {
    const ratio = (functions[at] ?? 0) / base;
    process.stdout.write(
      `${name}: ${functions[at]?.toFixed(0)} ms, ${ratio.toFixed(2)} times the clients' ${base.toFixed(0)} ms\n`,
    );
    if (ratio > limit) process.exitCode = 1;
  }
} finally {
  rmSync(folder, { recursive: true });
}

/** The shortest import time of each bundle: what disturbs it only makes it longer. */
function measure(names: readonly string[]): number[] {
  const times = names.map((): number[] => []);
  for (let round = 0; round < rounds; round += 1) {
    for (const [at, name] of names.entries()) times[at]?.push(importMs(join(folder, name, 'index.mjs')));
  }
  return times.map((one) => Math.min(...one));
}

function importMs(file: string): number {
  const program = `const begin = process.cpuUsage();
await import(${JSON.stringify(file)});
const { user, system } = process.cpuUsage(begin);
console.log((user + system) / 1000);`;
  return Number(execFileSync(process.execPath, ['--input-type=module', '--eval', program], { encoding: 'utf8' }));
}
