import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

const ministackVersion = '1.5.33';
const dynamodbLocalVersion = '2.6.1';

/** The cloud emulator in a Python environment of its own; gives its folder. Needs python3; 6 s the first time. */
export function installMinistack(): Promise<string> {
  return installOnce(`ministack-${ministackVersion}`, async (folder) => {
    await run('python3', ['-m', 'venv', folder]);
    await run(join(folder, 'bin/python'), ['-m', 'pip', 'install', '--quiet', `ministack==${ministackVersion}`]);
  });
}

/** Amazon's DynamoDB Local and all that it needs; gives the folder of its jars. Needs Maven; 9 s the first time. */
export function installDynamodbLocal(): Promise<string> {
  return installOnce(`dynamodb-local-${dynamodbLocalVersion}`, async (folder) => {
    await writeFile(join(folder, 'pom.xml'), pom);
    await run('mvn', ['-q', '-B', 'dependency:copy-dependencies', `-DoutputDirectory=${folder}`], { cwd: folder });
  });
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
