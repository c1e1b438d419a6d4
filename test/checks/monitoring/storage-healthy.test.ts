import { expect, it } from 'vitest';
import { monitoringStorageHealthy } from '#lib/checks/monitoring/storage-healthy.ts';
import { toPrometheusStatus } from '#lib/cluster/sources/prometheus-status.ts';
import { observe } from '../../support/observe.ts';

const largest = [{ name: 'requests_bucket', value: 900 }];

it.each<[string, object, object, string[]]>([
  ['is small', {}, { headStats: { numSeries: 1000 } }, []],
  ['says nothing', {}, {}, []],
  ['is corrupt', { corruptionCount: 1 }, {}, ['Prometheus found its storage corrupt once since its start']],
  [
    'holds too much',
    {},
    { headStats: { numSeries: 1001 }, seriesCountByMetricName: largest },
    ['Prometheus holds 1001 series, limit 1000; most are of requests_bucket (900)'],
  ],
])('a storage that %s', (_, runtime, tsdb, expected) => {
  const prometheusStatus = toPrometheusStatus(runtime, tsdb);
  const { observations } = observe(monitoringStorageHealthy, { prometheusStatus }, { settings: { maxSeries: 1000 } });
  expect(observations.map(({ message }) => message)).toEqual(expected);
});
