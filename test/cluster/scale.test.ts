import { expect, test } from 'vitest';
import { startScaleCluster } from './support/scale.ts';

// Small here: the size is a parameter, and the large one is the benchmark's.
test('a scale cluster holds what it says, the second time from its archive', async () => {
  const size = { nodes: 300, pods: 1500 };
  for (const _ of ['written', 'restored']) {
    const cluster = await startScaleCluster(size);
    try {
      const nodes = (await cluster.kubectl('get', 'nodes', '--no-headers')).stdout.trim().split('\n');
      const pods = (await cluster.kubectl('get', 'pods', '-A', '--no-headers')).stdout.trim().split('\n');
      expect([nodes.length, pods.length]).toEqual([300, 1500]);
      const named = (rows: string[], text: string): string[] => rows.filter((row) => row.includes(text));
      expect(named(nodes, ' NotReady ').map((row) => row.split(/\s+/)[0])).toEqual(cluster.truth.notReadyNodes);
      expect(named(pods, 'CrashLoopBackOff').map((row) => row.split(/\s+/).slice(0, 2).join('/'))).toEqual(
        cluster.truth.crashLoopingPods,
      );
      expect(cluster.truth.notReadyNodes).toHaveLength(1);
      expect(cluster.truth.crashLoopingPods).toHaveLength(1);
    } finally {
      await cluster.stop();
    }
  }
});
