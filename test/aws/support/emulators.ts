import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { installDynamodbLocal, installMinistack } from './install.ts';
import { freePort, startTethered, untilAnswers } from './tether.ts';

/** A service on the loopback. */
export interface Emulator {
  readonly endpoint: string;
  stop(): Promise<void>;
}

/** The emulated cloud, in which everybody may do everything. */
export function startMinistack(): Promise<Emulator> {
  return startPython(['-m', 'ministack']);
}

/** The same, but signatures and policies are enforced, and clusters are real ones: see ministack_launch.py. */
export function startGuardedMinistack(): Promise<Emulator> {
  const launcher = fileURLToPath(new URL('ministack_launch.py', import.meta.url));
  return startPython([launcher], { AUTH: 'true' });
}

async function startPython(args: readonly string[], settings: Readonly<Record<string, string>> = {}) {
  const folder = await installMinistack();
  const port = await freePort();
  const program = await startTethered(join(folder, 'bin/python'), args, {
    ...settings,
    BIND_HOST: '127.0.0.1',
    GATEWAY_PORT: String(port),
    // Its Lambdas run on the first node that it finds.
    PATH: `${dirname(process.execPath)}:${process.env['PATH']}`,
  });
  const endpoint = `http://127.0.0.1:${port}`;
  await untilAnswers(program, `${endpoint}/_ministack/health`);
  return { endpoint, stop: () => program.stop() };
}

/** Amazon's own DynamoDB Local, in memory. */
export async function startDynamodbLocal(): Promise<Emulator> {
  const jars = await installDynamodbLocal();
  const port = await freePort();
  const source = fileURLToPath(new URL('DynamodbLocal.java', import.meta.url));
  const modest = ['-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC', '-Xmx128m'];
  const classes = [`-Djava.library.path=${jars}`, '-cp', `${jars}/*`, source];
  const options = ['-inMemory', '-disableTelemetry', '-port', String(port)];
  const program = await startTethered('java', [...modest, ...classes, ...options]);
  const endpoint = `http://127.0.0.1:${port}`;
  await untilAnswers(program, endpoint);
  return { endpoint, stop: () => program.stop() };
}
