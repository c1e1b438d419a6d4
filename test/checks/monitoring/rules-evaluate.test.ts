import { expect, it } from 'vitest';
import { monitoringRulesEvaluate } from '#lib/checks/monitoring/rules-evaluate.ts';
import { toPrometheusRules } from '#lib/cluster/sources/prometheus-rules.ts';
import { minutesAgo, observe } from '../../support/observe.ts';

type RawGroup = Parameters<typeof toPrometheusRules>[0][number];

function judge(group: RawGroup) {
  const healthy = {
    name: 'other',
    file: 'b.yaml',
    interval: 30,
    lastEvaluation: minutesAgo(0),
    rules: [{ name: 'r', health: 'ok' }],
  };
  return observe(monitoringRulesEvaluate, { prometheusRules: toPrometheusRules([healthy, group]) });
}

const group = { name: 'shop', file: '/rules/a.yaml', interval: 60, evaluationTime: 0.25 };
const shared = {
  subject: { kind: 'RuleGroup', namespace: 'monitoring', name: 'shop' },
  evidence: {
    file: '/rules/a.yaml',
    service: 'prometheus-service',
    port: 9090,
    proxy: '/api/v1/namespaces/monitoring/services/prometheus-service:9090/proxy',
  },
};
const ok = { name: 'fine', health: 'ok' };

it.each<[string, RawGroup, object[]]>([
  ['on time: quiet', { ...group, lastEvaluation: minutesAgo(1), rules: [ok] }, []],
  ['two intervals and a minute late: quiet', { ...group, lastEvaluation: minutesAgo(3), rules: [ok] }, []],
  [
    'not evaluated since the start: quiet',
    { ...group, lastEvaluation: '0001-01-01T00:00:00Z', rules: [{ name: 'r', health: 'unknown' }] },
    [],
  ],
  ['ahead of our clock: quiet', { ...group, lastEvaluation: minutesAgo(-5), rules: [ok] }, []],
  [
    'with a rule that fails',
    {
      ...group,
      lastEvaluation: minutesAgo(1),
      rules: [ok, { name: 'rate:errors', health: 'err', lastError: 'many-to-many matching not allowed' }],
    },
    [
      {
        ...shared,
        discriminator: '/rules/a.yaml/error',
        message: 'Rule group shop: 1 of 2 rules do not evaluate (rate:errors): many-to-many matching not allowed',
      },
    ],
  ],
  [
    'that stands still',
    { ...group, evaluationTime: 71.23, lastEvaluation: minutesAgo(4), rules: [ok] },
    [
      {
        ...shared,
        discriminator: '/rules/a.yaml/late',
        message: 'Rule group shop was last evaluated 4 min ago, and should be every 1 min; it took 71.2 s',
        since: '2026-03-02T06:56:00.000Z',
        remediation: expect.any(Array),
      },
    ],
  ],
])('a group %s', (_, raw, observations) => {
  expect(judge(raw)).toEqual({ observations, conclusion: 1 + (raw.rules?.length ?? 0) });
});

it('names at most three failing rules', () => {
  const rules = ['a', 'b', 'c', 'd'].map((name) => ({ name, health: 'err' }));
  const { observations } = judge({ ...group, lastEvaluation: minutesAgo(1), rules });
  expect(observations).toMatchObject([
    { message: 'Rule group shop: 4 of 4 rules do not evaluate (a, b, c, ...): no error given' },
  ]);
});

it('does not apply where Prometheus has no rules', () => {
  const { conclusion } = observe(monitoringRulesEvaluate, { prometheusRules: toPrometheusRules([]) });
  expect(conclusion).toEqual({ notApplicable: 'Prometheus has no rules' });
});
