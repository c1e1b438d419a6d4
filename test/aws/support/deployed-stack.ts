import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { region } from './signed-call.ts';

/** The shipped stack in the emulated cloud. */
export interface DeployedStack {
  /** Its outputs by name. */
  readonly outputs: Readonly<Record<string, string>>;
  /** What the CDK wrote: templates, bundles, `rbac/`. */
  readonly assembly: string;
  /** Removes the folder; the stack goes with its cloud. */
  remove(): Promise<void>;
}

/**
 * Deploys what `cdk deploy` deploys, with credentials that are nobody's: about 12 s. `config`: another configuration
 * than the shipped one, as YAML.
 */
export async function deployStack(endpoint: string, config?: string): Promise<DeployedStack> {
  const folder = await mkdtemp(join(tmpdir(), 'eks-runbook-'));
  const assembly = join(folder, 'out');
  const outputsFile = join(folder, 'outputs.json');
  // From a folder without an app, which is not bundled for it in vain.
  await cdk(endpoint, folder, 'bootstrap', `aws://000000000000/${region}`);
  const places = ['--output', assembly, '--outputs-file', outputsFile];
  const app = config === undefined ? process.cwd() : await writeApp(join(folder, 'app'), config);
  await cdk(endpoint, app, 'deploy', 'eks-runbook', '--require-approval', 'never', ...places);
  return {
    outputs: JSON.parse(readFileSync(outputsFile, 'utf8'))['eks-runbook'],
    assembly,
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

/** A folder from which the app is deployed with a configuration of its own. */
async function writeApp(folder: string, config: string): Promise<string> {
  const { context, ...rest } = JSON.parse(readFileSync('cdk.json', 'utf8')) as { context: object };
  const app = { ...rest, app: `node ${resolve('bin/app.ts')}`, context: { ...context, 'eks-runbook': {} } };
  await mkdir(folder);
  await writeFile(join(folder, 'cdk.json'), JSON.stringify(app));
  await writeFile(join(folder, 'runbook.yaml'), config);
  return folder;
}

async function cdk(endpoint: string, cwd: string, ...args: string[]): Promise<void> {
  await promisify(execFile)(join(process.cwd(), 'node_modules/.bin/cdk'), [...args, '--no-notices'], {
    cwd,
    env: {
      ...process.env,
      CDK_DISABLE_CLI_TELEMETRY: '1',
      AWS_ENDPOINT_URL: endpoint,
      AWS_ENDPOINT_URL_S3: endpoint,
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
      AWS_REGION: region,
    },
  });
}
