import { describe, expect, it } from 'vitest';
import { runbookConfigSchema } from '#lib/config/schema.ts';
import { complaintsAbout, configOf, leastConfig } from './sample-config.ts';

const text = `${leastConfig}checks:\n  nodes/ready: { graceMinutes: 3, mode: loose }\nworkloads:\n  - { name: web, namespace: shop, labels: { app: web } }\n`;

describe('an override', () => {
  it('replaces a value and leaves its neighbours', () => {
    expect(configOf(text, ['checks.nodes/ready.graceMinutes=5']).checks).toEqual({
      'nodes/ready': { graceMinutes: 5, mode: 'loose' },
    });
  });

  it('makes the sections on its way', () => {
    expect(configOf(text, ['windows.daily-morning.schedule=0 7 * * *']).windows).toEqual({
      'daily-morning': { schedule: '0 7 * * *' },
    });
  });

  it('reaches into lists, appends to them, and escapes dots', () => {
    const sets = ['workloads.0.labels.app\\.kubernetes\\.io/name=shop', 'namespaces.2=extra'];
    const { workloads, namespaces } = configOf(text, sets);
    expect(workloads[0]?.labels).toEqual({ app: 'web', 'app.kubernetes.io/name': 'shop' });
    expect(namespaces).toEqual(['shop', 'monitoring', 'extra']);
  });

  it('reads its value as YAML, equals signs included', () => {
    const sets = ['checks.nodes/ready.ignoreTaints=[a, b]', 'channels.slack="#ops=1"', 'cluster={ name: other }'];
    const { checks, channels, cluster } = configOf(text, sets);
    expect(checks['nodes/ready']?.ignoreTaints).toEqual(['a', 'b']);
    expect([channels.slack, cluster]).toEqual(['#ops=1', { name: 'other' }]);
  });

  it('yields to a later one', () => {
    expect(configOf(text, ['timeZone=Asia/Tokyo', 'timeZone=UTC']).timeZone).toBe('UTC');
  });

  it('leaves what an anchor shares as it is elsewhere', () => {
    const shared = `${leastConfig}monitoring:\n  namespace: monitoring\n  prometheus: &p { service: p, port: 1 }\n  alertmanager: *p\n`;
    const { monitoring } = configOf(shared, ['monitoring.prometheus.port=2']);
    expect([monitoring?.prometheus?.port, monitoring?.alertmanager?.port]).toEqual([2, 1]);
  });
});

describe('an override that is wrong is told as such', () => {
  it.each([
    ['timeZone', '--set timeZone  expected key.path=value, such as timeZone=UTC'],
    ['=5', '--set =5  expected key.path=value, such as timeZone=UTC'],
    ['checks..mode=5', '--set checks..mode=5  expected key.path=value, found an empty key between two dots'],
    ['namespaces=[a', '--set namespaces=[a  its value is not valid YAML: Flow sequence must end with a ]'],
    [
      'timeZone=*zone',
      '--set timeZone=*zone  its value is not valid YAML: Unresolved alias (the anchor must be set before the alias): zone',
    ],
    ['timeZone.name=UTC', '--set timeZone.name  "name" cannot be set: what it would be part of is a single value'],
    ['namespaces.3=extra', '--set namespaces.3  "3" is no position in a list of 2; positions count from 0'],
    ['namespaces.first=extra', '--set namespaces.first  "first" is no position in a list of 2; positions count from 0'],
    ['cluster.name=5', '--set cluster.name  expected text, found 5 (put it in quotes)'],
    ['cluster.nam=x', '--set cluster.nam  unknown key; did you mean name?'],
    [
      'checks.nodes/redy.mode=x',
      '--set checks.nodes/redy.mode  checks.nodes/redy: unknown check (`runbook checks` lists them); did you mean nodes/ready?',
    ],
    ['constructor.x=1', expect.stringMatching(/^--set constructor\.x {2}constructor: unknown key; known here: /)],
    ['reads=5', '--set reads  expected keys and values, found 5'],
    ['monitoring.watchdog=W', '--set monitoring.watchdog  monitoring.namespace: missing; expected text'],
    [
      '__proto__.x=1',
      `--set __proto__.x  __proto__: unknown key; known here: ${Object.keys(runbookConfigSchema.shape).join(', ')}`,
    ],
  ])('%s', (set, complaint) => {
    expect(complaintsAbout(`${leastConfig}timeZone: UTC\n`, { sets: [set] })).toEqual([complaint]);
  });

  it('after the mistakes of the file', () => {
    expect(complaintsAbout(`${leastConfig}timezone: UTC\n`, { sets: ['reads.fullPodsUpTo=many', 'oops'] })).toEqual([
      'runbook.yaml:4:1  timezone: unknown key; did you mean timeZone?',
      '--set reads.fullPodsUpTo  expected a number, found "many"',
      '--set oops  expected key.path=value, such as timeZone=UTC',
    ]);
  });
});
