import { expect, it } from 'vitest';
import { workloadsServicesExposePort } from '#lib/checks/workloads/services-expose-port.ts';
import { toService } from '#lib/cluster/sources/services.ts';
import type { Workload } from '#lib/cluster/sources/workload.ts';
import { configWith } from '../../support/config.ts';
import { observe } from '../../support/observe.ts';
import { sorted, workload } from './workload-builder.ts';

const config = configWith({
  workloads: [{ name: 'cart', namespace: 'ecommerce', labels: { app: 'cart' }, service: 'cart', port: 80 }],
});

function service(port: number, targetPort: number | string, selector: Record<string, string> = { app: 'cart' }) {
  return toService({
    metadata: { namespace: 'ecommerce', name: 'cart' },
    spec: { selector, ports: [{ port, targetPort }] },
  });
}

const canary = workload({ name: 'cart-canary', podLabels: { app: 'cart', track: 'canary' } });

it.each<[string, ReturnType<typeof service>[], Workload[], string[]]>([
  ['leads to a named port: quiet', [service(80, 'http')], [workload()], []],
  ['leads to a number that is not declared: quiet', [service(80, 8080)], [workload()], []],
  ['leads to a canary too: quiet', [service(80, 'http')], [workload(), canary], []],
  ['selects nothing, which another check says: quiet', [service(80, 'http', { app: 'crat' })], [workload()], []],
  ['has no selector: quiet', [service(80, 'http', {})], [workload()], []],
  ['is there and its workload is not, which another check says: quiet', [service(80, 'http')], [canary], []],
  ['does not exist', [], [workload()], ['Service ecommerce/cart, in front of Deployment cart, does not exist']],
  [
    'has another port',
    [service(8080, 'http')],
    [workload()],
    ['Service ecommerce/cart, in front of Deployment cart, has no port 80; its ports are: 8080'],
  ],
  [
    'leads to a container port that is not declared',
    [service(80, 'web')],
    [workload()],
    [
      'Service ecommerce/cart, in front of Deployment cart, leads port 80 to the container port "web", which no container declares',
    ],
  ],
  [
    'leads to another workload',
    [service(80, 'http', { app: 'cart', track: 'canary' })],
    [workload(), canary],
    [
      'Service ecommerce/cart, in front of Deployment cart, sends its traffic to Deployment cart-canary: its selector is app=cart,track=canary',
    ],
  ],
])('the service of a workload %s', (_, services, workloads, messages) => {
  const { observations, conclusion } = observe(
    workloadsServicesExposePort,
    { services, ...sorted(...workloads) },
    { config },
  );
  expect(observations).toEqual(
    messages.map((message) => ({
      subject: { kind: 'Service', namespace: 'ecommerce', name: 'cart' },
      owner: { kind: 'Deployment', namespace: 'ecommerce', name: 'cart' },
      message,
    })),
  );
  expect(conclusion).toBe(1);
});

it('does not apply where no service is configured', () => {
  const { conclusion } = observe(
    workloadsServicesExposePort,
    { services: [], ...sorted() },
    { config: configWith({ workloads: [] }) },
  );
  expect(conclusion).toEqual({ notApplicable: 'the configuration names no service of a workload' });
});
