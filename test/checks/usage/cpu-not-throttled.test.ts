import { describe, expect, it } from 'vitest';
import { usageCpuNotThrottled } from '#lib/checks/usage/cpu-not-throttled.ts';
import { observe } from '../../support/observe.ts';
import { pod } from '../capacity/build-cluster.ts';

const noPrometheus = { notApplicable: 'the configuration names no Prometheus (monitoring.prometheus)' };

describe('throttling', () => {
  const at = (share: number, namespace = 'shop', name = 'web-0') => ({ namespace, pod: name, container: 'app', share });
  const look = (...worst: ReturnType<typeof at>[]) =>
    observe(usageCpuNotThrottled, { cpuThrottling: { measured: 12, worst }, podSpecs: [pod('web-0', { on: 'a' })] });

  it('is told above a quarter of the periods', () => {
    expect(look(at(0.25), at(0.2599))).toEqual({ observations: [], conclusion: 12 });
    expect(look(at(0.26)).observations).toMatchObject([
      {
        subject: { kind: 'Pod', namespace: 'shop', name: 'web-0' },
        owner: { kind: 'StatefulSet', namespace: 'shop', name: 'web' },
        discriminator: 'app',
        message: 'Pod shop/web-0: container app was held back at its CPU limit in 26 % of the last 15 min',
        evidence: { container: 'app', percent: 26 },
      },
    ]);
  });

  it('of kube-system, or of a pod that is gone, is left alone', () => {
    expect(look(at(0.9, 'kube-system'), at(0.9, 'shop', 'gone-0')).observations).toEqual([]);
  });

  it('does not apply without Prometheus or without figures', () => {
    expect(observe(usageCpuNotThrottled, { cpuThrottling: null, podSpecs: [] }).conclusion).toEqual(noPrometheus);
    const none = { measured: 0, worst: [] };
    expect(observe(usageCpuNotThrottled, { cpuThrottling: none, podSpecs: [] }).conclusion).toEqual({
      notApplicable:
        'Prometheus has no container_cpu_cfs_periods_total: it does not ask cAdvisor, or no container has a CPU limit',
    });
  });
});
