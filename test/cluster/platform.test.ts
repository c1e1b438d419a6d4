import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Platform, startPlatform } from './platform/platform.ts';
import type { Call } from './support/api.ts';
import { until } from './support/until.ts';

const services = '/api/v1/namespaces/ecommerce/services';
const backendHealth = `${services}/http:ecommerce-backend-service:8080/proxy/health`;

let platform: Platform;
beforeAll(async () => {
  platform = await startPlatform();
});
afterAll(() => platform?.stop());

test('has nothing to warn about', async () => {
  // The scheduler's first try may come before a volume is bound: it warns, and tries again.
  const warnings = '--field-selector=type=Warning,reason!=FailedScheduling';
  const events = await platform.kubectl('get', 'events', '-A', warnings, '-o', 'name');
  expect(events.stdout).toBe('');
});

test('answers health requests through the API server, and hears of trouble', async () => {
  const frontendHealth = `${services}/http:ecommerce-frontend-service:80/proxy/health`;
  expect(await platform.api.call(backendHealth)).toEqual({
    status: 200,
    text: '{"status":"ok","app":"ecommerce-backend"}',
  });
  expect(await platform.api.call(frontendHealth)).toMatchObject({ status: 200 });
  platform.backend.answer('/health', { status: 503, body: '{"status":"down"}' });
  expect(await platform.api.call(backendHealth)).toEqual({ status: 503, text: '{"status":"down"}' });
  platform.backend.answer('/health', { body: '{"status":"ok"}' });
});

test('knows what nodes and pods use', async () => {
  const nodes = await platform.kubectl('top', 'nodes', '--no-headers');
  expect(nodes.stdout.trim().split('\n')).toHaveLength(3);
  const pods = await platform.kubectl('top', 'pods', '-n', 'ecommerce', '-l', 'app=ecommerce-backend', '--no-headers');
  for (const row of pods.stdout.trim().split('\n')) {
    const [, cpu = '', memory] = row.split(/\s+/);
    expect(Math.abs(Number.parseInt(cpu) - 110)).toBeLessThan(10);
    expect(memory).toBe('180Mi');
  }
});

test('has an autoscaler that is content with its minimum', async () => {
  const { stdout } = await platform.kubectl('get', 'hpa', '-n', 'ecommerce', '--no-headers');
  expect(stdout).toMatch(/cpu: 5\d%\/60%\s+3\s+6\s+3/);
});

test('has made its backup, by its CronJob', async () => {
  type CronJob = { status: { lastSuccessfulTime?: string; lastScheduleTime?: string } };
  const { status } = await platform.api.json<CronJob>('/apis/batch/v1/namespaces/ecommerce/cronjobs/backup-job');
  expect(status.lastScheduleTime).toMatch(/T02:00:00Z$/);
  expect(status.lastSuccessfulTime).toBeDefined();
  const { stdout } = await platform.kubectl('logs', '-n', 'ecommerce', '-l', 'app=backup-job', '--tail=1');
  expect(stdout).toBe('backup completed successfully\n');
});

test('shows the environment of the backend by exec', async () => {
  const { stdout, exitCode } = await platform.kubectl(
    'exec',
    '-n',
    'ecommerce',
    'deploy/ecommerce-backend',
    '--',
    'printenv',
    'DATABASE_HOST',
  );
  expect({ stdout, exitCode }).toEqual({ stdout: 'postgresql\n', exitCode: 0 });
});

test('has a Prometheus that sees a target go down, and an Alertmanager that hears of it', async () => {
  const dead = { address: '127.0.0.1:1', instance: 'ecommerce-search-service:8080' };
  const proxy = '/api/v1/namespaces/monitoring/services/http:alertmanager:9093/proxy/api/v2/alerts';
  await platform.monitoring?.setTargets('extra', [dead]);
  type Alerts = { labels: { alertname: string; instance?: string } }[];
  const ask = async (): Promise<Alerts[number] | undefined> => {
    return (await platform.api.json<Alerts>(proxy)).find(({ labels }) => labels.alertname === 'TargetDown');
  };
  expect((await until(ask, { what: 'TargetDown at Alertmanager', everyMs: 250 })).labels.instance).toBe(dead.instance);
  await platform.monitoring?.setTargets('extra', []);
});

test('lets a deployment get stuck in a crash loop, and the others run on', async () => {
  const template = { metadata: { annotations: { 'eks-runbook.test/behaviour': 'crash-loop' } } };
  const patch: Call = { method: 'PATCH', contentType: 'application/merge-patch+json', body: { spec: { template } } };
  await platform.api.json('/apis/apps/v1/namespaces/ecommerce/deployments/redis', patch);
  await until(
    async () =>
      (await platform.kubectl('get', 'pods', '-n', 'ecommerce', '-l', 'app=redis')).stdout.includes('CrashLoopBackOff'),
    {
      what: 'a crash loop',
    },
  );
  expect(await platform.api.call(backendHealth)).toMatchObject({ status: 200 });
});
