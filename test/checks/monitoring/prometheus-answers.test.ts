import { describe, expect, it } from 'vitest';
import type { ClusterApi, HttpAnswer } from '#lib/cluster/cluster-api.ts';
import { ReadError } from '#lib/cluster/read-error.ts';
import { prometheusReady } from '#lib/cluster/sources/prometheus-ready.ts';
import { prometheusRules } from '#lib/cluster/sources/prometheus-rules.ts';
import { prometheusTargets } from '#lib/cluster/sources/prometheus-targets.ts';
import { configWith } from '../../support/config.ts';
import { now } from '../../support/observe.ts';

const config = configWith({
  monitoring: {
    namespace: 'monitoring',
    prometheus: { namespace: 'obs', service: 'prom', port: 9090, pathPrefix: '/p' },
  },
});
const withoutPrometheus = configWith({ monitoring: undefined });
const sources = [prometheusReady, prometheusTargets, prometheusRules];

/** Loads a source against one prepared answer to every request, and tells what was asked. */
async function load<Data>(
  source: { load(api: ClusterApi, context: never): Promise<Data> },
  answer: Partial<HttpAnswer> | ReadError,
  from = config,
) {
  const asked: string[] = [];
  const http = async (path: string) => {
    asked.push(path);
    if (answer instanceof ReadError) throw answer;
    return { status: 200, headers: {}, body: '', durationMs: 3, ...answer };
  };
  const data = await source.load({ http } as unknown as ClusterApi, { config: from, now } as never);
  return { data, asked };
}

describe('Prometheus is asked', () => {
  it('under its prefix, in its own namespace, with the right to that port alone', async () => {
    const { asked } = await load(prometheusTargets, { body: '{"status":"success","data":{"activeTargets":[]}}' });
    expect(asked).toEqual(['/api/v1/namespaces/obs/services/prom:9090/proxy/p/api/v1/targets?state=active']);
    for (const source of sources) {
      expect(source.permissions(config)).toEqual([
        { verb: 'get', group: '', resource: 'services/proxy', namespaces: ['obs'], names: ['prom:9090'] },
      ]);
    }
  });

  it('not at all where none is configured', async () => {
    for (const source of sources) {
      expect(source.permissions(withoutPrometheus)).toEqual([]);
      expect(await load<unknown>(source, {}, withoutPrometheus)).toEqual({ data: null, asked: [] });
    }
  });

  it('for its readiness twice, unless it is ready at once', async () => {
    const ready = '/api/v1/namespaces/obs/services/prom:9090/proxy/p/-/ready';
    expect((await load(prometheusReady, {})).asked).toEqual([ready]);
    expect(await load(prometheusReady, { status: 503, body: 'no' })).toEqual({
      data: { outcome: 'answered', status: 503, body: 'no', durationMs: 3 },
      asked: [ready, ready],
    });
  });
});

describe('an answer of Prometheus', () => {
  it.each<[string, Partial<HttpAnswer> | ReadError, string, string]>([
    ['that is an error', { status: 500, body: 'oops' }, 'failed', 'HTTP 500'],
    ['that is a login page', { body: '<html>' }, 'failed', 'the answer is not JSON'],
    ['that is longer than is read', { body: 'x'.repeat(32 * 1024 ** 2) }, 'failed', 'the answer is longer than 32 MiB'],
    ['that says error', { body: '{"status":"error"}' }, 'failed', 'the answer has no data (status error)'],
    ['that is null', { body: 'null' }, 'failed', 'the answer has no data (status missing)'],
    ['that does not come', new ReadError('timeout', 'late'), 'timeout', 'no answer within 10 s'],
    [
      'that cannot come',
      { status: 503, body: '{"kind":"Status","message":"no endpoints available for service \\"prom\\""}' },
      'unreachable',
      'no endpoints available for service "prom"',
    ],
  ])('%s makes the source fail', async (_, answer, failure, what) => {
    await expect(load(prometheusRules, answer)).rejects.toMatchObject({
      failure,
      message: `Prometheus (service obs/prom:9090): GET /api/v1/rules: ${what}`,
    });
  });

  it('with lists that are null is empty', async () => {
    const { data } = await load(prometheusRules, { body: '{"status":"success","data":{"groups":[{"rules":null}]}}' });
    expect(data).toMatchObject({ groups: [{ name: '', evaluatedAt: null, ruleCount: 0, failing: [] }], alerts: [] });
    expect(
      (await load(prometheusTargets, { body: '{"status":"success","data":{"activeTargets":null}}' })).data,
    ).toEqual([]);
  });
});
