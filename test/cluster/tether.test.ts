import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { stat } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { expect, test } from 'vitest';
import { startCluster } from './support/cluster.ts';
import { isAlive } from './support/lock.ts';
import { until } from './support/until.ts';

test('a cluster ends with its process, even when that is killed outright, and its folder is swept later', async () => {
  const program = `
    import { startCluster } from '${import.meta.dirname}/support/cluster.ts';
    const { processIds, folder } = await startCluster({ nodes: 1 });
    console.log(JSON.stringify({ processIds, folder }));
    setInterval(() => {}, 1000);`;
  const starter = spawn(process.execPath, ['--input-type=module-typescript', '--eval', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = await once(createInterface(starter.stdout), 'line');
  const { processIds, folder } = JSON.parse(line) as { processIds: number[]; folder: string };
  expect(processIds.length).toBeGreaterThanOrEqual(6);
  expect(processIds.every(isAlive)).toBe(true);

  starter.kill('SIGKILL');
  await until(async () => !processIds.some(isAlive), { what: 'the processes of the cluster end', deadlineMs: 15_000 });

  const next = await startCluster({ bare: true });
  await next.stop();
  await expect(stat(folder)).rejects.toThrow('ENOENT');
});
