import { readFile, rm, writeFile } from 'node:fs/promises';
import { until } from './until.ts';

const hour = 3_600_000;

/**
 * Runs `work` while no other process holds the lock file. A holder that died is pushed aside; should two waiters do
 * that at the same moment, both may go on, so `work` must end well when another has done it.
 *
 * @throws after an hour of waiting, and whatever `work` throws.
 */
export async function withLock<T>(path: string, work: () => Promise<T>): Promise<T> {
  await until(() => tryLock(path), { what: `lock ${path}`, deadlineMs: hour, everyMs: 250 });
  try {
    return await work();
  } finally {
    await rm(path, { force: true });
  }
}

async function tryLock(path: string): Promise<boolean> {
  try {
    await writeFile(path, String(process.pid), { flag: 'wx' });
    return true;
  } catch {
    const holder = Number(await readFile(path, 'utf8').catch(() => ''));
    if (holder > 0 && !isAlive(holder)) await rm(path, { force: true });
    return false;
  }
}

/** True when a process of that id is there (of whatever owner). */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
