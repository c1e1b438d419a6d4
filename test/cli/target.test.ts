import { describe, expect, it } from 'vitest';
import { openTarget } from '#lib/cli/target.ts';
import { configWith } from '../support/config.ts';
import { makeScratchFolder } from '../support/scratch-folder.ts';

/** The name under which AWS is asked about the cluster of a kubeconfig. */
async function askedName(cluster: string, server: string): Promise<string | undefined> {
  const folder = makeScratchFolder();
  const kubeconfig = folder.write(
    'config',
    JSON.stringify({
      clusters: [{ name: cluster, cluster: { server } }],
      users: [{ name: 'ann', user: { token: 'none' } }],
      contexts: [{ name: 'one', context: { cluster, user: 'ann' } }],
    }),
  );
  const stream = { write: () => true };
  const io = { stdout: stream, stderr: stream, env: {}, cwd: folder.path, clock: () => new Date() };
  const target = await openTarget({ kubeconfig, context: 'one' }, configWith(), io);
  return target.access.aws?.clusterName;
}

const host = 'https://0123456789ABCDEF.gr7.eu-west-1.eks.amazonaws.com';

describe('AWS behind a kubeconfig', () => {
  it.each([
    ['arn:aws:eks:eu-west-1:111122223333:cluster/shop', host, 'shop'],
    ['shop.eu-west-1.eksctl.io', host, 'shop'],
    ['shop', 'https://0123456789ABCDEF.yl4.cn-north-1.eks.amazonaws.com.cn', 'shop'],
    ['shop', 'https://127.0.0.1:6443', undefined],
    ['shop', 'https://eks.amazonaws.com.example.org', undefined],
  ])('is asked about %s at %s as %s', async (cluster, server, expected) => {
    expect(await askedName(cluster, server)).toBe(expected);
  });

  it('is what was recorded of it, in a recorded cluster', async () => {
    const stream = { write: () => true };
    const io = { stdout: stream, stderr: stream, env: {}, cwd: '/', clock: () => new Date() };
    const target = await openTarget({ snapshot: 'healthy' }, configWith(), io);
    expect(target.access.aws?.clusterName).toBe('ecommerce-production');
    await target.close();
  });
});
