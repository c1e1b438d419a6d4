import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { installDynamodbLocal, installMinistack } from './install.ts';
import { freePort, startTethered, untilAnswers } from './tether.ts';

/** A service on the loopback. */
export interface Emulator {
  readonly endpoint: string;
  stop(): Promise<void>;
}

/** The emulated cloud. */
export async function startMinistack(): Promise<Emulator> {
  const folder = await installMinistack();
  const port = await freePort();
  const program = await startTethered(join(folder, 'bin/python'), ['-m', 'ministack'], {
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
