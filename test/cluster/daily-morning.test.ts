import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { dailyMorning } from '#lib/runbook/daily-morning.ts';
import { type Platform, startPlatform } from './platform/platform.ts';
import { until } from './support/until.ts';
import { checksOfRun, prepareWindow, seriousFindings, type WindowRuns } from './support/window-runs.ts';

let platform: Platform;
let morning: WindowRuns;

beforeAll(async () => {
  platform = await startPlatform();
  morning = await prepareWindow(platform, dailyMorning);
  await morning.grant(morning.permissions);
});
afterAll(() => platform?.stop());

const findings = async () => seriousFindings((await morning.run()).document);

/** Runs until the cluster shows the fault (or no longer does), or the deadline tells what it shows instead. */
async function expectFindings(expected: readonly string[]): Promise<void> {
  let seen: string[] = [];
  const isAsExpected = async () => {
    seen = await findings();
    return JSON.stringify(seen) === JSON.stringify(expected);
  };
  await until(isAsExpected, { what: 'the expected findings', deadlineMs: 20_000, everyMs: 250 }).catch(() => {});
  expect(seen).toEqual(expected);
}

test('a healthy platform passes, every check of it', async () => {
  const { document, exitCode } = await morning.run();
  expect(seriousFindings(document)).toEqual([]);
  expect(
    checksOfRun(document)
      .filter(({ status, id }) => status !== 'passed' && !id.startsWith('slo/')) // no objective is configured
      .map(({ id, reason }) => `${id}: ${reason}`),
  ).toEqual([]);
  expect(exitCode).toBe(0);
});

test('nothing that it asks is refused, over two connections at most', async () => {
  await morning.run();
  const asked = await platform.audit({ user: morning.user });
  expect(asked.length).toBeGreaterThan(10);
  expect(asked.filter(({ isAllowed }) => !isAllowed)).toEqual([]);
  expect(new Set(asked.map(({ verb }) => verb))).toEqual(new Set(['list', 'get']));
});

interface Fault {
  readonly name: string;
  readonly make: () => Promise<unknown>;
  readonly mend: () => Promise<unknown>;
  readonly findings: readonly string[];
}

function deployment(name: string, { behaviour = '', cpu = '10m', command = 'run' } = {}) {
  const labels = { app: name };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, namespace: 'default' },
    spec: {
      replicas: 1,
      selector: { matchLabels: labels },
      template: {
        metadata: { labels, annotations: { 'eks-runbook.test/behaviour': behaviour } },
        spec: {
          containers: [
            {
              name: 'app',
              image: 'shop/app:1.0.0',
              args: [command],
              resources: { requests: { cpu, memory: '16Mi' }, limits: { memory: '32Mi' } },
            },
          ],
        },
      },
    },
  };
}

const remove = (kind: string, name: string) =>
  platform.kubectl('delete', kind, name, '--wait=true', '--grace-period=0');

function brokenDeployment(name: string, check: string, behaviour: Parameters<typeof deployment>[1]): Fault {
  return {
    name,
    make: () => platform.apply([deployment(name, behaviour)]),
    mend: () => remove('deployment', name),
    findings: [`${check}: Deployment ${name}`],
  };
}

const service = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'lost', namespace: 'default' },
  spec: { selector: { app: 'ecommerce-backnd' }, ports: [{ port: 80 }] },
};
const lastNode = 'ip-10-0-3-11.eu-west-1.compute.internal';
const checkoutDown = { alert: 'CheckoutDown', expr: 'vector(1)', labels: { severity: 'critical' } };

const faults: Fault[] = [
  brokenDeployment('no-image', 'pods/images-pulled', { behaviour: 'image-pull-back-off' }),
  brokenDeployment('crashes', 'pods/stay-up', { behaviour: 'crash-loop' }),
  brokenDeployment('no-config', 'pods/configured', { behaviour: 'config-error' }),
  brokenDeployment('too-large', 'pods/scheduled', { cpu: '512' }),
  brokenDeployment('hungry', 'pods/within-memory', { behaviour: 'oom-loop' }),
  {
    name: 'a service without endpoints',
    make: () => platform.apply([service]),
    mend: () => remove('service', 'lost'),
    findings: ['services/have-ready-endpoints: Service lost'],
  },
  {
    name: 'a health endpoint that answers 500',
    make: async () => platform.backend.answer('/health', { status: 500, body: 'no database' }),
    mend: async () => platform.backend.answer('/health', { body: '{"status":"ok"}' }),
    findings: ['workloads/health-endpoints: Deployment ecommerce-backend'],
  },
  {
    name: 'a critical alert that fires',
    make: async () => platform.monitoring?.setRules([checkoutDown]),
    mend: async () => platform.monitoring?.setRules([]),
    findings: ['monitoring/no-critical-alert: Alert CheckoutDown'],
  },
  {
    name: 'a target that is down, which the rules call critical',
    make: async () => platform.monitoring?.setTargets('extra', [{ address: '127.0.0.1:1', instance: 'search:8080' }]),
    mend: async () => platform.monitoring?.setTargets('extra', []),
    findings: ['monitoring/no-critical-alert: Alert TargetDown', 'monitoring/targets-up: PrometheusJob extra'],
  },
  {
    name: 'a node that is down',
    make: () => platform.setNodeReady(lastNode, false),
    mend: () => platform.setNodeReady(lastNode, true),
    findings: [`nodes/ready: Node ${lastNode}`],
  },
];

describe('each fault is found, and only it', () => {
  test.each(faults.map((fault) => [fault.name, fault] as const))('%s', async (_name, fault) => {
    await fault.make();
    try {
      await expectFindings(fault.findings);
    } finally {
      await fault.mend();
    }
    await expectFindings([]);
  });
});

test('without the metrics API the checks of usage are unknown, never passed', async () => {
  await platform.kubectl('delete', 'apiservice', 'v1beta1.metrics.k8s.io');
  await until(async () => (await platform.api.call('/apis/metrics.k8s.io/v1beta1/nodes')).status === 404, {
    what: 'the metrics API is gone',
  });
  const { document, exitCode } = await morning.run();
  expect(
    checksOfRun(document)
      .filter(({ status }) => status === 'unknown')
      .map(({ id }) => id)
      .toSorted(),
  ).toEqual(['usage/nodes', 'usage/pods']);
  expect(exitCode).toBe(2);
});
