import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);

const ministackVersion = '1.5.33';
const dynamodbLocalVersion = '2.6.1';
const cfnLintVersion = '1.58.0';
const runtimeClientVersion = '4.0.2';

/** The cloud emulator in a Python environment of its own; gives its folder. Needs python3; 6 s the first time. */
export function installMinistack(): Promise<string> {
  return installFromPypi('ministack', ministackVersion);
}

/** The linter of CloudFormation templates, likewise. */
export function installCfnLint(): Promise<string> {
  return installFromPypi('cfn-lint', cfnLintVersion);
}

function installFromPypi(name: string, version: string): Promise<string> {
  return installOnce(`${name}-${version}`, async (folder) => {
    await run('python3', ['-m', 'venv', folder]);
    await run(join(folder, 'bin/python'), ['-m', 'pip', 'install', '--quiet', `${name}==${version}`]);
  });
}

/** Amazon's DynamoDB Local and all that it needs; gives the folder of its jars. Needs Maven; 9 s the first time. */
export function installDynamodbLocal(): Promise<string> {
  return installOnce(`dynamodb-local-${dynamodbLocalVersion}`, async (folder) => {
    await writeFile(join(folder, 'pom.xml'), pom);
    await run('mvn', ['-q', '-B', 'dependency:copy-dependencies', `-DoutputDirectory=${folder}`], { cwd: folder });
  });
}

/**
 * Lambda's own runtime for Node; gives its entry file. Compiles native code: needs cmake and a C++ compiler, and one to
 * two minutes the first time.
 */
export async function installRuntimeClient(): Promise<string> {
  const folder = await installOnce(`aws-lambda-ric-${runtimeClientVersion}`, async (folder) => {
    const allowScripts = { 'aws-lambda-ric': true };
    await writeFile(join(folder, 'package.json'), JSON.stringify({ private: true, allowScripts }));
    await run('npm', ['install', '--no-audit', '--no-fund', `aws-lambda-ric@${runtimeClientVersion}`], { cwd: folder });
  });
  return join(folder, 'node_modules/aws-lambda-ric/index.mjs');
}

const verifierSource = fileURLToPath(new URL('../../eks/verifier', import.meta.url));

/** The verifier of EKS tokens, made from test/eks/verifier; gives the program. Needs Go; a minute the first time. */
export async function buildTokenVerifier(): Promise<string> {
  const sources = ['main.go', 'go.mod', 'go.sum'].map((file) => readFileSync(join(verifierSource, file)));
  const digest = createHash('sha256').update(Buffer.concat(sources)).digest('hex').slice(0, 16);
  const folder = await installOnce(`eks-token-verifier-${digest}`, async (folder) => {
    const env = { ...process.env, CGO_ENABLED: '0' };
    await run('go', ['build', '-buildvcs=false', '-o', join(folder, 'verifier'), '.'], { cwd: verifierSource, env });
  });
  return join(folder, 'verifier');
}

const pom = `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>eks-runbook</groupId><artifactId>test</artifactId><version>1</version>
  <dependencies>
    <dependency>
      <groupId>com.amazonaws</groupId><artifactId>DynamoDBLocal</artifactId><version>${dynamodbLocalVersion}</version>
    </dependency>
  </dependencies>
</project>
`;

/**
 * The folder of that name in the user's cache, filled when it is not there. It appears whole or not at all, also when
 * several fill it at once.
 */
async function installOnce(name: string, fill: (folder: string) => Promise<void>): Promise<string> {
  const cache = join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'eks-runbook');
  const folder = join(cache, name);
  if (existsSync(folder)) return folder;
  await mkdir(cache, { recursive: true });
  const unfinished = await mkdtemp(`${folder}.`);
  try {
    await fill(unfinished);
    await rename(unfinished, folder);
  } catch (error) {
    await rm(unfinished, { recursive: true, force: true });
    if (!existsSync(folder)) throw error;
  }
  return folder;
}
