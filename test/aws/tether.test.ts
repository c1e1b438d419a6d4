import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { startTethered } from './support/tether.ts';

const sleeper = `console.log(process.pid); setInterval(() => {}, 1000)`;

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

it('ends a program, and what that started, when it is stopped', async () => {
  const parent = `require('node:child_process').spawn(process.execPath, ['-e', ${JSON.stringify(sleeper)}], { stdio: 'inherit' })`;
  const program = await startTethered(process.execPath, ['-e', `${parent}; ${sleeper}`]);
  await expect.poll(() => program.log().match(/\d+/g), { timeout: 10_000 }).toHaveLength(2);
  const pids = (program.log().match(/\d+/g) ?? []).map(Number);
  await program.stop();
  await expect.poll(() => pids.filter(isAlive), { timeout: 10_000 }).toEqual([]);
});

it('ends a program whose starter was killed', async () => {
  const tether = fileURLToPath(new URL('support/tether.ts', import.meta.url));
  const starter = `
    import { startTethered } from ${JSON.stringify(tether)};
    const program = await startTethered(process.execPath, ['-e', ${JSON.stringify(sleeper)}]);
    setInterval(() => { if (program.log()) console.log(program.log()); }, 20);
  `;
  const child = spawn(process.execPath, ['--input-type=module', '-e', starter], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const pid = await new Promise<number>((resolve) =>
    child.stdout.once('data', (data) => resolve(Number.parseInt(String(data), 10))),
  );
  expect(isAlive(pid)).toBe(true);
  child.kill('SIGKILL');
  await expect.poll(() => isAlive(pid), { timeout: 10_000 }).toBe(false);
});
