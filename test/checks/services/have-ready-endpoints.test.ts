import { describe, expect, it } from 'vitest';
import type { Reads } from '#lib/checks/check.ts';
import { servicesHaveReadyEndpoints } from '#lib/checks/services/have-ready-endpoints.ts';
import { toDeployment } from '#lib/cluster/sources/deployments.ts';
import { toEndpointSlice } from '#lib/cluster/sources/endpoint-slices.ts';
import { toPod } from '#lib/cluster/sources/pods.ts';
import { toService } from '#lib/cluster/sources/services.ts';
import { minutesAgo, observe } from '../../support/observe.ts';

const shop = { namespace: 'shop', creationTimestamp: minutesAgo(600) };

function service(name: string, spec: Parameters<typeof toService>[0]['spec'], metadata: object = {}) {
  return toService({ metadata: { ...shop, name, ...metadata }, spec: spec ?? {} });
}

/** A slice with an endpoint for each of `ready`; undefined leaves the condition out. */
function slice(of: string, ready: (boolean | undefined)[], changedAt?: string) {
  return toEndpointSlice({
    addressType: 'IPv4',
    metadata: {
      namespace: 'shop',
      labels: { 'kubernetes.io/service-name': of },
      ...(changedAt && { annotations: { 'endpoints.kubernetes.io/last-change-trigger-time': changedAt } }),
    },
    endpoints: ready.map((isReady, i) => ({
      addresses: [`10.0.0.${i}`],
      ...(isReady !== undefined && { conditions: { ready: isReady } }),
      targetRef: { kind: 'Pod', name: `${of}-${i}` },
    })),
  });
}

function deployment(name: string, labels: Record<string, string>, replicas = 2) {
  const template = { metadata: { labels } };
  return toDeployment({ metadata: { ...shop, name }, spec: { replicas, selector: {}, template } });
}

function pod(name: string, labels: Record<string, string>, phase: string, owner?: string) {
  const ownerReferences = owner
    ? [{ apiVersion: 'batch/v1', kind: owner, name: 'import', uid: 'u', controller: true }]
    : [];
  return toPod({ metadata: { ...shop, name, labels, ownerReferences }, status: { phase } });
}

function unreadyPod(name: string, minutes: number, deletionTimestamp?: string) {
  return toPod({
    metadata: { ...shop, name, labels: { app: 'cart' }, ...(deletionTimestamp && { deletionTimestamp }) },
    status: {
      phase: 'Running',
      conditions: [{ type: 'Ready', status: 'False', lastTransitionTime: minutesAgo(minutes) }],
    },
  });
}

type Data = Reads<typeof servicesHaveReadyEndpoints.reads>;

function judge(data: Partial<Omit<Data, 'pods'>> & { pods?: Data['pods']['items'] }) {
  const { pods: items = [], ...rest } = data;
  const pods = { items, isComplete: true, total: items.length };
  return observe(servicesHaveReadyEndpoints, {
    services: [],
    endpointSlices: [],
    deployments: [],
    statefulSets: [],
    daemonSets: [],
    ...rest,
    pods,
  });
}

const cart = service('cart', { selector: { app: 'cart' } });
const cartDeployment = deployment('cart', { app: 'cart', tier: 'web' });

describe('a service without a ready endpoint', () => {
  it('whose backends are not ready, behind one workload', () => {
    const { observations, conclusion } = judge({
      services: [cart],
      endpointSlices: [slice('cart', [false], minutesAgo(20)), slice('cart', [false, false], minutesAgo(12))],
      deployments: [cartDeployment],
    });
    expect(conclusion).toBe(1);
    expect(observations).toEqual([
      {
        subject: { kind: 'Service', namespace: 'shop', name: 'cart' },
        owner: { kind: 'Deployment', namespace: 'shop', name: 'cart' },
        message: 'Service shop/cart: none of its 2 backends is ready (cart-0, cart-1)',
        since: minutesAgo(12),
        evidence: { selector: 'app=cart', ready: 0, notReady: 2, pods: ['cart-0', 'cart-1'] },
        remediation: expect.arrayContaining([
          expect.objectContaining({ command: 'kubectl rollout undo {owner} -n {namespace}' }),
        ]),
      },
    ]);
  });

  it('whose backends are not ready, behind no known workload: no rollback is advised', () => {
    const { observations } = judge({ services: [cart], endpointSlices: [slice('cart', [false])] });
    expect(observations).toMatchObject([
      {
        owner: { kind: 'Service', namespace: 'shop', name: 'cart' },
        message: 'Service shop/cart: its only backend is not ready (cart-0)',
        since: null,
      },
    ]);
    expect(JSON.stringify(observations)).not.toContain('rollout');
  });

  it('whose backends say since when they are not ready, where the slices do not', () => {
    const { observations } = judge({
      services: [cart],
      endpointSlices: [slice('cart', [false, false])],
      pods: [unreadyPod('cart-0', 40), unreadyPod('cart-1', 30), unreadyPod('cart-2', 1)],
    });
    expect(observations.map(({ since }) => since)).toEqual([minutesAgo(30)]);
  });

  it('whose selector matches no pod: the nearest workload is named', () => {
    const { observations } = judge({
      services: [service('cart', { selector: { app: 'crat' } })],
      endpointSlices: [slice('cart', [])],
      deployments: [deployment('catalog', { app: 'catalog' }), cartDeployment],
    });
    expect(observations).toMatchObject([
      {
        severity: 'warning',
        owner: { kind: 'Service', namespace: 'shop', name: 'cart' },
        message:
          'Service shop/cart has no endpoint: no pod carries app=crat; the nearest, Deployment cart, has app=cart',
        evidence: { selector: 'app=crat', ready: 0, notReady: 0 },
      },
    ]);
  });

  it('whose selector has keys that no workload carries', () => {
    const { observations } = judge({
      services: [service('cart', { selector: { role: 'cart' } })],
      deployments: [cartDeployment],
    });
    expect(observations.map(({ message }) => message)).toEqual([
      'Service shop/cart has no endpoint: no pod carries role=cart',
    ]);
  });

  it('whose pods have not started', () => {
    const { observations } = judge({
      services: [cart],
      deployments: [cartDeployment],
      pods: [pod('cart-0', { app: 'cart' }, 'Pending'), pod('cart-1', { app: 'cart' }, 'Pending')],
    });
    expect(observations).toMatchObject([
      { message: 'Service shop/cart has no endpoint: app=cart selects 2 pods (Pending), none of which is an endpoint' },
    ]);
  });

  it('whose last pod is terminating', () => {
    const { observations } = judge({
      services: [cart],
      deployments: [cartDeployment],
      pods: [unreadyPod('cart-0', 40, minutesAgo(30))],
    });
    expect(observations).toMatchObject([
      { message: 'Service shop/cart has no endpoint: Deployment cart behind it has no pod', since: null },
    ]);
  });

  it('whose workload has no pods', () => {
    const { observations } = judge({ services: [cart], deployments: [cartDeployment] });
    expect(observations).toMatchObject([
      { message: 'Service shop/cart has no endpoint: Deployment cart behind it has no pod' },
    ]);
  });

  it('that the configuration counts on is critical', () => {
    const metadata = { namespace: 'ecommerce' };
    const services = ['ecommerce-backend-service', 'other'].map((name) =>
      service(name, { selector: { app: 'x' } }, metadata),
    );
    const prometheus = service('prometheus-service', { selector: { app: 'x' } }, { namespace: 'monitoring' });
    const { observations } = judge({ services: [...services, prometheus] });
    expect(observations.map(({ severity }) => severity)).toEqual(['critical', 'warning', 'critical']);
  });
});

describe('quiet for a service', () => {
  it.each<[string, Parameters<typeof judge>[0]]>([
    [
      'with one ready endpoint in its second slice',
      { services: [cart], endpointSlices: [slice('cart', [false]), slice('cart', [false, true])] },
    ],
    ['whose endpoint says nothing of readiness', { services: [cart], endpointSlices: [slice('cart', [undefined])] }],
    [
      'whose backends turned unready a minute ago',
      { services: [cart], endpointSlices: [slice('cart', [false], minutesAgo(1))] },
    ],
    [
      'that is a minute old',
      { services: [service('cart', { selector: { app: 'cart' } }, { creationTimestamp: minutesAgo(1) })] },
    ],
    ['whose workload is scaled to 0', { services: [cart], deployments: [deployment('cart', { app: 'cart' }, 0)] }],
    ['of a Job that has ended', { services: [cart], pods: [pod('cart-0', { app: 'cart' }, 'Succeeded', 'Job')] }],
  ])('%s', (_, data) => {
    expect(judge(data)).toEqual({ observations: [], conclusion: 1 });
  });

  it.each<[string, Parameters<typeof toService>[0]['spec'], object?]>([
    ['without selector', {}],
    ['of type ExternalName', { type: 'ExternalName', externalName: 'db.example.com', selector: { app: 'cart' } }],
    ['by the labels of a Job', { clusterIP: 'None', selector: { 'batch.kubernetes.io/job-name': 'import' } }],
    ['that is being deleted', { selector: { app: 'cart' } }, { deletionTimestamp: minutesAgo(30) }],
    [
      'of the control plane that EKS hides',
      { selector: { component: 'kube-scheduler' } },
      { namespace: 'kube-system' },
    ],
  ])('%s, which is not examined at all', (_, spec, metadata) => {
    expect(judge({ services: [service('cart', spec, metadata)] })).toEqual({ observations: [], conclusion: 0 });
  });
});
