import { describe, expect, it } from 'vitest';
import { monitoringTargetsUp } from '#lib/checks/monitoring/targets-up.ts';
import { toNode } from '#lib/cluster/sources/nodes.ts';
import { type ScrapeTarget, toScrapeTarget } from '#lib/cluster/sources/prometheus-targets.ts';
import { observe } from '../../support/observe.ts';

const proxy = '/api/v1/namespaces/monitoring/services/prometheus-service:9090/proxy';

function target(job: string, instance: string, health: string, lastError = '', node = '') {
  return toScrapeTarget({
    scrapePool: job,
    scrapeUrl: `http://${instance}/metrics`,
    labels: { job, instance },
    discoveredLabels: node ? { __meta_kubernetes_pod_node_name: node } : {},
    health,
    lastError,
    lastScrape: '2026-03-02T06:59:50.123456789Z',
  });
}

function judge(...prometheusTargets: ScrapeTarget[]) {
  const nodes = [
    toNode({ metadata: { name: 'up' }, status: { conditions: [{ type: 'Ready', status: 'True' }] } }),
    toNode({ metadata: { name: 'lost' }, status: { conditions: [{ type: 'Ready', status: 'Unknown' }] } }),
  ];
  return observe(monitoringTargetsUp, { prometheusTargets, nodes });
}

describe('targets', () => {
  it('that are all up are quiet', () => {
    expect(judge(target('api', 'a:80', 'up'), target('db', 'b:80', 'up'))).toEqual({
      observations: [],
      conclusion: { examined: 2 },
    });
  });

  it('that are down in part are a warning for their job', () => {
    const { observations, conclusion } = judge(
      target('api', 'a:80', 'up'),
      target('api', 'b:80', 'down', 'connection refused', 'up'),
      target('api', 'c:80', 'down', 'context deadline exceeded'),
      target('db', 'd:80', 'up'),
    );
    expect(conclusion).toEqual({ examined: 4 });
    expect(observations).toEqual([
      {
        subject: { kind: 'PrometheusJob', namespace: 'monitoring', name: 'api' },
        severity: 'warning',
        message: 'Scrape job api: 2 of 3 targets are down: b:80, and 1 more: connection refused',
        evidence: {
          down: 2,
          total: 3,
          proxy,
          scrapePool: 'api',
          targets: [
            {
              instance: 'b:80',
              url: 'http://b:80/metrics',
              error: 'connection refused',
              scrapedAt: '2026-03-02T06:59:50.123Z',
            },
            {
              instance: 'c:80',
              url: 'http://c:80/metrics',
              error: 'context deadline exceeded',
              scrapedAt: '2026-03-02T06:59:50.123Z',
            },
          ],
        },
      },
    ]);
  });

  it.each<[string, ScrapeTarget[], string]>([
    [
      'all of several',
      [target('api', 'a:80', 'down', 'x'), target('api', 'b:80', 'down', 'y')],
      'Scrape job api: all 2 targets are down: a:80, and 1 more: x',
    ],
    ['the only one', [target('api', 'a:80', 'down')], 'Scrape job api: its only target is down: a:80: no error given'],
  ])('that are down, %s, are critical', (_, targets, message) => {
    expect(judge(...targets).observations).toMatchObject([{ severity: 'critical', message }]);
  });

  it('not scraped yet or on a node that is not Ready are left out, and said to be', () => {
    expect(
      judge(target('api', 'a:80', 'up'), target('api', 'b:80', 'unknown'), target('api', 'c:80', 'down', 'x', 'lost')),
    ).toEqual({
      observations: [],
      conclusion: { examined: 1, note: 'left out 2 targets not scraped yet or on nodes that are not Ready' },
    });
  });

  it('that do not exist at all are found too', () => {
    expect(judge()).toMatchObject({
      observations: [{ message: 'Prometheus scrapes no target at all', evidence: { proxy } }],
      conclusion: 1,
    });
  });
});
