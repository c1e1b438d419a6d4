import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { withLock } from './support/lock.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'eks-runbook-lock-'));
});
afterEach(() => rm(folder, { recursive: true }));

test('one at a time, and the file is gone afterwards', async () => {
  const path = join(folder, 'lock');
  const steps: string[] = [];
  const work = (name: string) => (): Promise<void> => {
    steps.push(`${name} begins`);
    return new Promise((resolve) => setImmediate(() => resolve(void steps.push(`${name} ends`))));
  };
  await Promise.all([withLock(path, work('one')), withLock(path, work('two'))]);
  expect(steps.map((step) => step.split(' ')[1])).toEqual(['begins', 'ends', 'begins', 'ends']);
  await expect(stat(path)).rejects.toThrow('ENOENT');
});

test('a holder that died is pushed aside', async () => {
  const path = join(folder, 'lock');
  const dead = spawn(process.execPath, ['--eval', '']);
  await once(dead, 'exit');
  await writeFile(path, String(dead.pid));
  expect(await withLock(path, async () => 'done')).toBe('done');
});

test('the lock is given back when the work fails', async () => {
  const path = join(folder, 'lock');
  const fail = (): Promise<never> => Promise.reject(new Error('no'));
  await expect(withLock(path, fail)).rejects.toThrow('no');
  expect(await withLock(path, async () => 'done')).toBe('done');
});
