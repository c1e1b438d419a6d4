import { describe, expect, it } from 'vitest';
import { complaintsAbout, configOf, leastConfig } from './sample-config.ts';

const workload = 'workloads:\n  - name: web\n    namespace: shop\n    labels: { app: web }\n';

/** name, lines that follow the least configuration, what is told. */
const cases: readonly (readonly [string, string, string])[] = [
  ['a misspelled key at the top', 'timezone: UTC', '4:1  timezone: unknown key; did you mean timeZone?'],
  [
    'a key that resembles none',
    'reads: { parallel: 4 }',
    '4:10  reads.parallel: unknown key; known here: fullPodsUpTo',
  ],
  [
    'a misspelled key in a list',
    `${workload}    helthPath: /up`,
    '8:5  workloads.0.helthPath: unknown key; did you mean healthPath?',
  ],
  [
    'a key from the wrong place',
    'channels: { watchdog: W }',
    '4:13  channels.watchdog: unknown key; known here: slack, email, phone, pagerduty',
  ],
  [
    'an unknown check',
    'checks:\n  node/ready: { enabled: false }',
    '5:3  checks.node/ready: unknown check (`runbook checks` lists them); did you mean nodes/ready?',
  ],
  [
    'an unknown check that resembles none',
    'checks:\n  dns/answers: { enabled: false }',
    '5:3  checks.dns/answers: unknown check (`runbook checks` lists them)',
  ],
  [
    'an unknown window',
    'windows:\n  weekly-securty: { enabled: false }',
    '5:3  windows.weekly-securty: unknown window (`runbook windows` lists them); did you mean weekly-security?',
  ],
  [
    'an unknown setting',
    'checks:\n  pods/waiting: { graceMinute: 5 }',
    '5:19  checks.pods/waiting.graceMinute: unknown setting; did you mean graceMinutes?',
  ],
  [
    'a setting of another check',
    'checks:\n  pods/waiting: { mode: strict }',
    '5:19  checks.pods/waiting.mode: unknown setting; known here: graceMinutes, enabled, severity, openAfterRuns, recheckSeconds',
  ],
  [
    'a number in quotes',
    'checks:\n  nodes/ready: { graceMinutes: "5" }',
    '5:32  checks.nodes/ready.graceMinutes: expected a number, found "5" (take the quotes away)',
  ],
  [
    'a negative number',
    'checks:\n  nodes/ready: { graceMinutes: -5 }',
    '5:32  checks.nodes/ready.graceMinutes: expected at least 0, found -5',
  ],
  [
    'a setting that is a list',
    'checks:\n  nodes/ready: { ignoreTaints: spot }',
    '5:32  checks.nodes/ready.ignoreTaints: expected a list, found "spot"',
  ],
  [
    'a setting that is text',
    'checks:\n  nodes/ready: { mode: [strict] }',
    '5:24  checks.nodes/ready.mode: expected text, found a list',
  ],
  [
    'a setting that is a switch',
    'checks:\n  nodes/ready: { countCordoned: yes }',
    '5:33  checks.nodes/ready.countCordoned: expected true or false, found "yes"',
  ],
  [
    'a misspelled severity',
    'checks:\n  nodes/ready: { severity: warnin }',
    '5:28  checks.nodes/ready.severity: expected critical, warning or info, found "warnin"; did you mean warning?',
  ],
  [
    'a number where text belongs',
    workload.replace('app: web', 'version: 2'),
    '7:24  workloads.0.labels.version: expected text, found 2 (put it in quotes)',
  ],
  [
    'a key with dots in it, shown as an override takes it',
    workload.replace('app: web', 'app.kubernetes.io/name: 2'),
    '7:39  workloads.0.labels.app\\.kubernetes\\.io/name: expected text, found 2 (put it in quotes)',
  ],
  [
    'a name that is too long',
    `monitoring: { namespace: ${'m'.repeat(254)} }`,
    `4:26  monitoring.namespace: expected at most 253 characters, found "${'m'.repeat(55)}..."`,
  ],
  [
    'a workload without labels',
    workload.replace('{ app: web }', '{}'),
    '7:13  workloads.0.labels: expected at least one label (none would select every pod), found no keys',
  ],
  ['a port that is none', `${workload}    port: 70000`, '8:11  workloads.0.port: expected at most 65535, found 70000'],
  ['a fraction', 'reads: { fullPodsUpTo: 1.5 }', '4:24  reads.fullPodsUpTo: expected a whole number, found 1.5'],
  [
    'a name that Kubernetes does not have',
    'monitoring: { namespace: Monitoring }',
    '4:26  monitoring.namespace: expected a Kubernetes name (lower-case letters, digits, "-" and "."), found "Monitoring"',
  ],
  [
    'a path without its slash',
    `${workload}    healthPath: up\n    service: web\n    port: 80`,
    '8:17  workloads.0.healthPath: expected a path that starts with /, found "up"',
  ],
  [
    'an address that is none',
    'channels: { email: alerts }',
    '4:20  channels.email: expected an email address, found "alerts"',
  ],
  [
    'an unknown time zone',
    'timeZone: Europe/Berln',
    '4:11  timeZone: expected an IANA time zone such as Europe/Berlin, found "Europe/Berln"',
  ],
  [
    'an offset for a time zone',
    'timeZone: "+02:00"',
    '4:11  timeZone: expected an IANA time zone such as Europe/Berlin, found "+02:00"',
  ],
  ['no number at all', 'reads: { fullPodsUpTo: .inf }', '4:24  reads.fullPodsUpTo: expected a number, found Infinity'],
  [
    'a long value',
    `timeZone: ${'Europe/'.repeat(20)}`,
    '4:11  timeZone: expected an IANA time zone such as Europe/Berlin, found "Europe/Europe/Europe/Europe/Europe/Europe/Europe/Europe..."',
  ],
  ['a key without a value', 'timeZone:', '4:1  timeZone: expected text, found nothing'],
  ['a section without keys', 'monitoring: {}', '4:1  monitoring.namespace: missing; expected text'],
  ['an entry of the wrong kind', 'workloads:\n  - web', '5:5  workloads.0: expected keys and values, found "web"'],
  ['an entry without a key', 'contacts:\n  - name: Lead', '5:5  contacts.0.id: missing; expected text'],
];

describe('one mistake is told once, at its place', () => {
  it.each(cases)('%s', (_, lines, complaint) => {
    expect(complaintsAbout(leastConfig + lines)).toEqual([`runbook.yaml:${complaint}`]);
  });
});

it('tells every mistake of every section in the order of the file', () => {
  const text = 'schemaVersion: 2\nnamespaces: []\nworkloads:\n  - labels: { a: b }\n    port: 0\n';
  expect(complaintsAbout(text)).toEqual([
    'runbook.yaml:1:1  cluster: missing; expected keys and values',
    'runbook.yaml:1:16  schemaVersion: expected 1, found 2',
    'runbook.yaml:2:13  namespaces: expected at least 1 item, found an empty list',
    'runbook.yaml:4:5  workloads.0.name: missing; expected text',
    'runbook.yaml:4:5  workloads.0.namespace: missing; expected text',
    'runbook.yaml:5:11  workloads.0.port: expected at least 1, found 0',
  ]);
});

it('fills in every default', () => {
  expect(configOf(leastConfig)).toMatchObject({
    schemaVersion: 1,
    cluster: { name: 'shop' },
    timeZone: 'UTC',
    namespaces: ['shop', 'monitoring'],
    workloads: [],
    reads: { fullPodsUpTo: 3000 },
    windows: {},
    checks: {},
    contacts: [],
    channels: {},
  });
});

it('knows time zones by their newer names too', () => {
  expect(configOf(`${leastConfig}timeZone: Asia/Kolkata`).timeZone).toBe('Asia/Kolkata');
});
