import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Amounts, formatAmount } from '#lib/cluster/amount.ts';
import { type PodResourcesSpec, podLimits, podRequests, sumAmounts } from '#lib/cluster/pod-resources.ts';

type Written = Record<string, string>;
const app = (requests: Written, limits: Written = {}) => ({ name: 'app', resources: { requests, limits } });
const init = (requests: Written) => ({ name: 'init', resources: { requests } });
const sidecar = (requests: Written) => ({ name: 'proxy', restartPolicy: 'Always', resources: { requests } });
const print = (amounts: Amounts) =>
  Object.fromEntries(Object.entries(amounts).map(([resource, amount]) => [resource, formatAmount(amount)]));

describe('what a pod requests', () => {
  it.each<[string, PodResourcesSpec, Written]>([
    ['nothing', { containers: [app({})] }, {}],
    [
      'containers together',
      { containers: [app({ cpu: '1' }), app({ cpu: '250m', memory: '1Gi' })] },
      { cpu: '1250m', memory: '1Gi' },
    ],
    [
      'a small init container: nothing more',
      { containers: [app({ cpu: '1' })], initContainers: [init({ cpu: '1' })] },
      { cpu: '1' },
    ],
    [
      'a large init container: that, for its resource alone',
      { containers: [app({ cpu: '1', memory: '2Gi' })], initContainers: [init({ cpu: '3', memory: '1Gi' })] },
      { cpu: '3', memory: '2Gi' },
    ],
    [
      'init containers one after the other',
      { containers: [], initContainers: [init({ cpu: '1' }), init({ cpu: '2' })] },
      { cpu: '2' },
    ],
    [
      'a sidecar, beside the containers',
      {
        containers: [app({ cpu: '1', memory: '1Gi' })],
        initContainers: [sidecar({ cpu: '1', memory: '1Gi' }), init({ cpu: '1', memory: '1Gi' })],
      },
      { cpu: '2', memory: '2Gi' },
    ],
    [
      'an init container with the sidecars before it, not with those after it',
      {
        containers: [app({ cpu: '100m' })],
        initContainers: [sidecar({ cpu: '200m' }), init({ cpu: '1' }), sidecar({ cpu: '400m' })],
      },
      { cpu: '1200m' },
    ],
    [
      'what is set for the pod as a whole, in place of the sum',
      {
        containers: [app({ cpu: '8', memory: '1Gi', 'ephemeral-storage': '1Gi' })],
        resources: { requests: { cpu: '2', 'ephemeral-storage': '9Gi' } },
      },
      { cpu: '2', memory: '1Gi', 'ephemeral-storage': '1Gi' },
    ],
    [
      'the overhead, on top of all',
      {
        containers: [app({ cpu: '1' })],
        overhead: { cpu: '250m', memory: '120Mi' },
        resources: { requests: { cpu: '2' } },
      },
      { cpu: '2250m', memory: '120Mi' },
    ],
  ])('%s', (_, spec, printed) => {
    expect(print(podRequests(spec))).toEqual(printed);
  });

  it('is never less than what runs together, nor than any init container', () => {
    const millis = fc.integer({ min: 0, max: 4000 });
    fc.assert(
      fc.property(fc.array(millis, { minLength: 1 }), fc.array(fc.tuple(fc.boolean(), millis)), (apps, inits) => {
        const spec: PodResourcesSpec = {
          containers: apps.map((cpu) => app({ cpu: `${cpu}m` })),
          initContainers: inits.map(([stays, cpu]) => (stays ? sidecar : init)({ cpu: `${cpu}m` })),
        };
        const together = [...apps, ...inits.flatMap(([stays, cpu]) => (stays ? [cpu] : []))].reduce((a, b) => a + b);
        const least = Math.max(together, ...inits.map(([, cpu]) => cpu));
        expect(Number(podRequests(spec)['cpu']?.nanos ?? 0n) / 1e6).toBeGreaterThanOrEqual(least);
      }),
    );
  });
});

describe('what a pod is limited to', () => {
  it('has overhead only where there is a limit', () => {
    const spec = {
      containers: [app({}, { cpu: '1', 'nvidia.com/gpu': '0' })],
      overhead: { cpu: '250m', memory: '1Gi' },
    };
    expect(print(podLimits(spec))).toEqual({ cpu: '1250m', 'nvidia.com/gpu': '0' });
  });

  it('is summed resource by resource', () => {
    const one = podLimits({ containers: [app({}, { cpu: '1' })] });
    const two = podLimits({ containers: [app({}, { cpu: '500m', memory: '1Gi' })] });
    expect(print(sumAmounts([one, two]))).toEqual({ cpu: '1500m', memory: '1Gi' });
  });
});
