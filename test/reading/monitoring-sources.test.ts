import { describe, expect, it } from 'vitest';
import type { ClusterApi } from '#lib/cluster/cluster-api.ts';
import { alertHistory } from '#lib/cluster/sources/alert-history.ts';
import { alertmanagerSilences } from '#lib/cluster/sources/alertmanager-silences.ts';
import { alertmanagerReady, alertmanagerStatus } from '#lib/cluster/sources/alertmanager-status.ts';
import { readLog } from '#lib/cluster/sources/pod-log.ts';
import { queryPrometheus } from '#lib/cluster/sources/prometheus-query.ts';
import { sloRatios } from '#lib/cluster/sources/slo-ratios.ts';
import { configWith } from '../support/config.ts';
import { now } from '../support/observe.ts';

/** An API whose every proxied request gets this answer, and what was asked of it. */
function answering(status: number, body: unknown) {
  const asked: string[] = [];
  const http = async (path: string) => {
    asked.push(decodeURIComponent(path.replace(/^.*\/proxy/, '')));
    return { status, headers: {}, body: typeof body === 'string' ? body : JSON.stringify(body), durationMs: 1 };
  };
  return { api: { http } as unknown as ClusterApi, asked };
}

const context = (config = configWith()) => ({ config, now, read: () => Promise.reject(new Error('no other source')) });
const vector = (...values: string[]) => ({
  status: 'success',
  data: { resultType: 'vector', result: values.map((value) => ({ metric: { a: 'b' }, value: [1, value] })) },
});

describe('a query', () => {
  it.each<[string, unknown, number[]]>([
    ['a vector', vector('1.5', '+Inf', '-Inf'), [1.5, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]],
    ['nothing', vector(), []],
    ['a value that is none', vector('NaN', ''), [Number.NaN, Number.NaN]],
    ['a scalar', { status: 'success', data: { resultType: 'scalar', result: [1, '7'] } }, [7]],
  ])('gives %s', async (_, body, expected) => {
    const samples = await queryPrometheus(answering(200, body).api, configWith(), 'up');
    expect(samples?.map(({ value }) => value)).toEqual(expected);
  });
});

describe('the share of bad requests', () => {
  const config = configWith({ slo: { errorRatioQuery: 'bad[WINDOW] / all[WINDOW]' } });

  it('is asked over each range', async () => {
    const { api, asked } = answering(200, vector('0.25'));
    expect(await sloRatios.load(api, context(config))).toMatchObject({ '30d': 0.25, '5m': 0.25 });
    expect(asked).toHaveLength(8);
    expect(asked[0]).toBe('/api/v1/query?query=bad[30d] / all[30d]');
  });

  it.each([[[]], [['NaN']], [['1.5']], [['-0.1']], [['0.1', '0.2']]])(
    'is no data where Prometheus gives %j',
    async (values) => {
      const ratios = await sloRatios.load(answering(200, vector(...values)).api, context(config));
      expect(new Set(Object.values(ratios ?? {}))).toEqual(new Set([null]));
    },
  );

  it('is not asked, and needs no right, without an objective', async () => {
    expect(await sloRatios.load(answering(500, '').api, context())).toBeNull();
    expect(sloRatios.permissions(configWith())).toEqual([]);
  });
});

describe('Alertmanager', () => {
  const without = configWith({ monitoring: { namespace: 'm' } });

  it('is not asked where none is configured', async () => {
    for (const source of [alertmanagerReady, alertmanagerStatus, alertmanagerSilences]) {
      const { api, asked } = answering(200, '{}');
      expect([await source.load(api, context(without)), asked, source.permissions(without)]).toEqual([null, [], []]);
    }
  });

  it.each<[number, unknown, string]>([
    [502, 'bad', 'GET /api/v2/status: HTTP 502'],
    [200, '<html>', 'GET /api/v2/status: the answer is not JSON or too long'],
  ])('that answers %i %j cannot be read', async (status, body, message) => {
    await expect(alertmanagerStatus.load(answering(status, body).api, context())).rejects.toThrow(message);
  });
});

it('the week of alerts counts rules that never were active, and no more than a week', async () => {
  const { api, asked } = answering(200, {
    status: 'success',
    data: {
      groups: [
        {
          rules: [
            { type: 'alerting', name: 'Quiet' },
            { type: 'recording', name: 'r' },
          ],
        },
      ],
      resultType: 'vector',
      result: [{ metric: { alertname: 'Loud' }, value: [1, '4032'] }],
    },
  });
  expect(await alertHistory.load(api, context())).toEqual({
    alerts: [
      { name: 'Quiet', firingShare: 0, returns: 0 },
      { name: 'Loud', firingShare: 1, returns: 4032 },
    ],
    knownShare: 1,
  });
  expect(asked).toHaveLength(4);
});

it.each([
  ['postgres://shop:hunter2@db/shop lost', 'postgres://***@db/shop lost'],
  ['retry with password=hunter2 and more', 'retry with password=*** and more'],
  ['DB_PASSWORD: "hunter2 x" user=a', 'DB_PASSWORD: *** user=a'],
  ['0 errors', '0 errors'],
])('a line of a log, %j, keeps no secret', async (line, expected) => {
  const { api } = answering(200, `${line}\n\n`);
  expect(await readLog(api, { namespace: 'n', pod: 'p', container: 'c' }, 5)).toEqual({ lines: [expected] });
});
