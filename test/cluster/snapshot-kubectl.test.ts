import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { loadSnapshot } from '#lib/cluster/embedded/load-snapshot.ts';
import { type SnapshotServer, serveSnapshot } from '#lib/cluster/embedded/serve-snapshot.ts';
import { buildControlPlane } from './control-plane/build.ts';

let server: SnapshotServer;
let kubectl: (...args: string[]) => Promise<string>;

beforeAll(async () => {
  server = await serveSnapshot(await loadSnapshot('example'));
  const program = (await buildControlPlane()).path('kubectl');
  const run = promisify(execFile);
  kubectl = async (...args) =>
    (await run(program, ['--server', server.url, ...args], { env: { HOME: '/nonexistent' } })).stdout;
});
afterAll(() => server?.close());

test('lists nodes with their states, as a cluster’s own table says', async () => {
  const lines = (await kubectl('get', 'nodes', '--no-headers')).trim().split('\n');
  expect(lines).toHaveLength(6);
  expect(lines.find((line) => line.startsWith('ip-10-0-23-180'))).toMatch(/ NotReady /);
  expect(lines.find((line) => line.startsWith('ip-10-0-52-201'))).toMatch(/ Ready,SchedulingDisabled /);
});

test('selects pods by label and field, and shows what they do', async () => {
  const pods = await kubectl('get', 'pods', '-n', 'ecommerce', '-l', 'app=checkout', '--no-headers');
  expect(pods).toMatch(/^checkout-\S+ +0\/1 +CrashLoopBackOff +6 \(/m);
  const pending = await kubectl('get', 'pods', '-A', '--field-selector=status.phase=Pending', '-o', 'name');
  expect(pending).toContain('pod/search-indexer-');
});

test('describes a pod, prints its log, tops nodes and asks services', async () => {
  expect(await kubectl('describe', 'deployment', 'payments', '-n', 'ecommerce')).toContain('ProgressDeadlineExceeded');
  expect(await kubectl('logs', '-n', 'ecommerce', '-l', 'app=ecommerce-backend', '--tail=5')).not.toBe('');
  expect((await kubectl('top', 'nodes', '--no-headers')).trim().split('\n')).toHaveLength(6);
  const path = '/api/v1/namespaces/monitoring/services/prometheus-service:9090/proxy/-/ready';
  expect(await kubectl('get', '--raw', path)).toMatch(/ready/i);
});
