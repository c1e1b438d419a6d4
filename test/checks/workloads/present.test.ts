import { expect, it } from 'vitest';
import { workloadsPresent } from '#lib/checks/workloads/present.ts';
import type { Workload } from '#lib/cluster/sources/workload.ts';
import { configWith } from '../../support/config.ts';
import { observe } from '../../support/observe.ts';
import { sorted, workload } from './workload-builder.ts';

const config = configWith({ workloads: [{ name: 'cart', namespace: 'ecommerce', labels: { app: 'cart' } }] });
const subject = { kind: 'Deployment', namespace: 'ecommerce', name: 'cart' };

it.each<[string, Workload[], object[]]>([
  ['there, with more labels than configured: quiet', [workload({ podLabels: { app: 'cart', tier: 'web' } })], []],
  ['there and scaled to 0: quiet', [workload({ desired: 0 })], []],
  [
    'renamed',
    [workload({ name: 'catalog' }), workload({ name: 'cart-v2' }), workload({ namespace: 'other' })],
    [
      {
        subject,
        message:
          'Deployment ecommerce/cart is named in the configuration and is not in the cluster; the nearest there is Deployment cart-v2',
      },
    ],
  ],
  [
    'of another kind',
    [workload({ kind: 'StatefulSet' })],
    [
      {
        subject,
        message:
          'Deployment ecommerce/cart is named in the configuration and is not in the cluster; the nearest there is StatefulSet cart',
      },
    ],
  ],
  [
    'gone with all others',
    [],
    [
      {
        subject,
        message:
          'Deployment ecommerce/cart is named in the configuration and is not in the cluster; the namespace has no workload',
      },
    ],
  ],
  [
    'with other labels',
    [workload({ podLabels: { 'app.kubernetes.io/name': 'cart' } })],
    [
      {
        subject,
        discriminator: 'labels',
        severity: 'warning',
        message:
          'The pods of Deployment ecommerce/cart do not carry the configured labels app=cart, they have app.kubernetes.io/name=cart',
        evidence: { labels: 'app=cart', podLabels: 'app.kubernetes.io/name=cart' },
        remediation: expect.any(Array),
      },
    ],
  ],
])('a configured workload %s', (_, workloads, observations) => {
  expect(observe(workloadsPresent, sorted(...workloads), { config })).toEqual({ observations, conclusion: 1 });
});

it('does not apply where no workload is configured', () => {
  expect(observe(workloadsPresent, sorted(workload()), { config: configWith({ workloads: [] }) })).toEqual({
    observations: [],
    conclusion: { notApplicable: 'the configuration names no workloads' },
  });
});
