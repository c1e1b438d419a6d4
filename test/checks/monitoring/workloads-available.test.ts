import { expect, it } from 'vitest';
import { monitoringWorkloadsAvailable } from '#lib/checks/monitoring/workloads-available.ts';
import { configWith } from '../../support/config.ts';
import { observe } from '../../support/observe.ts';
import { allPods, sorted, workload } from '../workloads/workload-builder.ts';

const down = { available: 0, current: 0 };
const data = {
  ...sorted(workload(down), workload({ ...down, namespace: 'monitoring', name: 'grafana' })),
  pods: allPods(),
};

it('judges the workloads of the monitoring namespace, and no others', () => {
  expect(observe(monitoringWorkloadsAvailable, data)).toMatchObject({
    observations: [
      {
        severity: 'critical',
        message: 'Deployment monitoring/grafana: 0 of 2 replicas are available and 0 of 2 pods exist',
      },
    ],
    conclusion: 1,
  });
});

it.each([
  ['without a section monitoring', { monitoring: undefined }, 'the configuration has no section monitoring'],
  [
    'where the application’s namespaces include it',
    { namespaces: ['monitoring'] },
    'workloads/available judges namespace monitoring',
  ],
])('does not apply %s', (_, sections, notApplicable) => {
  expect(observe(monitoringWorkloadsAvailable, data, { config: configWith(sections) })).toEqual({
    observations: [],
    conclusion: { notApplicable },
  });
});
