import { stripVTControlCharacters } from 'node:util';
import { describe, expect, test } from 'vitest';
import { renderTerminal } from '#lib/report/terminal.ts';
import { failed, makeDocument, notApplicable, passed, step, unknown } from './make-document.ts';
import { sampleDocument } from './sample-document.ts';
import { finding, subject } from './sample-findings.ts';

const options = { color: false, width: 80, timeZone: 'Europe/Berlin' };

const nodeNotReady = finding({
  fingerprint: 'f1',
  severity: 'critical',
  subject: subject('Node node-1'),
  message: 'Node node-1 is not Ready: the kubelet stopped posting its status, and 11 pods run on it.',
  since: '2026-03-02T05:12:00Z',
  remediation: [
    { text: 'Look at its conditions.', command: 'kubectl describe node node-1' },
    { text: 'Restart its kubelet.', verify: 'kubectl get node node-1' },
  ],
});
const podWaits = finding({
  fingerprint: 'f2',
  state: 'ongoing',
  subject: subject('Pod shop/cart-1'),
  also: [subject('Pod shop/cart-2'), subject('Pod shop/cart-3'), subject('Pod shop/cart-4')],
  owner: subject('Deployment shop/cart'),
  message: '4 pods wait for their image.',
  firstSeenAt: '2026-02-28T07:00:00Z',
  runs: 3,
  remediation: [{ text: 'Read why.' }, { text: 'Look.', command: 'kubectl describe pod -n shop cart-1' }],
});

test('a bad morning: verdict, changes, findings by severity, unknowns, the rest', () => {
  const document = makeDocument(
    [
      step('Cluster health', [
        failed('pods/start', [podWaits]),
        failed('nodes/ready', [nodeNotReady]),
        passed('nodes/versions'),
      ]),
      step('Monitoring', [
        unknown('nodes/usage', 'could not read the metrics of nodes (needs: list nodes in API group "metrics.k8s.io")'),
        notApplicable('prometheus/targets', 'no Prometheus is configured'),
      ]),
    ],
    {
      run: { status: 'unknown', comparedWith: 'daily-morning.shop.20260301T070000Z' },
      resolved: [
        {
          fingerprint: 'f3',
          check: 'pods/start',
          severity: 'warning',
          subject: subject('Pod shop/search-1'),
          message: 'Pod shop/search-1 is in CrashLoopBackOff',
          firstSeenAt: '2026-02-27T07:00:00Z',
          runs: 1,
        },
      ],
      reads: [
        { source: 'nodes', requests: 1, bytes: 2048, items: 3, durationMs: 40, status: 'ok' },
        { source: 'nodeMetrics', requests: 1, bytes: 300, items: 0, durationMs: 9, status: 'denied', error: '403' },
      ],
    },
  );
  expect(renderTerminal(document, options)).toBe(`\
  UNKNOWN  daily-morning on shop, as of Mon 2 Mar 2026 08:00 CET
           1 of 4 checks could not look; 1 critical, 1 warning.
  changes  1 new, 0 reopened, 1 still open, 1 resolved since Sun 1 Mar 08:00.
 resolved  Pod shop/search-1 is in CrashLoopBackOff (after 1 run)

── Cluster health ────────────────────────────────────── 1 of 3 checks passed ──

 CRITICAL  Node node-1 is not Ready: the kubelet stopped posting its status, and
           11 pods run on it.
      new  for 1 h 48 min, since 06:12                               nodes/ready
        1  Look at its conditions.
           kubectl describe node node-1
        2  Restart its kubelet.
   verify  kubectl get node node-1

  WARNING  4 pods wait for their image.
     open  seen in 3 runs since Sat 28 Feb 08:00                      pods/start
       on  Pod shop/cart-1, cart-2, cart-3 and 1 more, of Deployment shop/cart
     next  kubectl describe pod -n shop cart-1

── Could not look ─────────────────────────────────────────── 1 check unknown ──

  UNKNOWN  could not read the metrics of nodes (needs: list nodes in API group
           "metrics.k8s.io")
      for  nodes/usage is well                                       nodes/usage
     next  runbook permissions --window daily-morning

── The rest ────────────────────────────────────── 1 passed, 1 not applicable ──

   passed  1 check: Cluster health 1 of 3, Monitoring 0 of 1
      n/a  no Prometheus is configured (prometheus/targets)
      see  runbook show daily-morning.shop.20260302T070000Z
           runbook diff daily-morning.shop.20260301T070000Z daily-morning.shop.20260302T070000Z
     read  2 sources, 2 requests, 3 objects, 2.3 kB in 0.3 s; 1 denied
`);
});

test('a good morning is short', () => {
  const document = makeDocument([
    step('Cluster health', [passed('nodes/ready'), passed('pods/start', [], 'one pod was young')]),
  ]);
  expect(renderTerminal(document, { ...options, isKept: false })).toBe(`\
   PASSED  daily-morning on shop, as of Mon 2 Mar 2026 08:00 CET
           2 checks found nothing wrong.
  changes  The first run of this window here: there is none to compare with.

── The rest ────────────────────────────────────── 2 passed, 0 not applicable ──

   passed  2 checks: Cluster health 2 of 2
      but  one pod was young (pods/start)
     read  1 source, 1 request, 3 objects, 2.0 kB in 0.3 s
`);
});

describe('the layout', () => {
  test('a check that two steps have is told once', () => {
    const shared = failed('nodes/ready', [nodeNotReady]);
    const text = renderTerminal(
      makeDocument([step('Cluster health', [shared]), step('Monitoring', [shared])]),
      options,
    );
    expect(text.match(/CRITICAL/g)).toHaveLength(1);
    expect(text).toContain('\n           1 critical, from 1 check.\n');
    expect(text).toContain(`
── Monitoring ────────────────────────────────────────── 0 of 1 checks passed ──

    above  1 finding, told under Cluster health                      nodes/ready
`);
  });

  test('unknowns that no permission explains point to the doctor', () => {
    const text = renderTerminal(
      makeDocument([step('Monitoring', [unknown('nodes/usage', 'no answer in 10 s')])]),
      options,
    );
    expect(text).toContain('\n     next  runbook doctor\n');
  });

  test('more than five resolved findings are counted', () => {
    const resolved = Array.from({ length: 7 }, (_, index) => ({
      fingerprint: `f${index}`,
      check: 'pods/start',
      severity: 'warning' as const,
      subject: subject('Pod shop/a'),
      message: `Pod ${index} waits`,
      firstSeenAt: '2026-03-01T07:00:00Z',
      runs: 2,
    }));
    const text = renderTerminal(makeDocument([], { resolved }), options);
    expect(text).toContain(' resolved  Pod 4 waits (after 2 runs)\n           and 2 more\n');
    expect(text).not.toContain('Pod 5 waits');
  });

  test.each([60, 80, 100])('at %d columns only what is to be copied is wider', (width) => {
    const lines = renderTerminal(sampleDocument, { ...options, width }).split('\n');
    const copied = /kubectl|aws ssm|runbook (show|diff)|@sha256|^ +\S+$/;
    expect(lines.filter((line) => line.length > width && !copied.test(line))).toEqual([]);
  });

  test('a terminal of few columns is written for 40, ids under their lines', () => {
    const document = makeDocument([step('Cluster health', [failed('nodes/ready', [nodeNotReady])])]);
    expect(renderTerminal(document, { ...options, width: 10 })).toContain(`
 CRITICAL  Node node-1 is not Ready: the
           kubelet stopped posting its
           status, and 11 pods run on
           it.
      new  for 1 h 48 min, since 06:12
           nodes/ready
        1  Look at its conditions.
`);
  });

  test('colour adds escape sequences of colour and nothing else', () => {
    const colored = renderTerminal(sampleDocument, { ...options, color: true });
    expect(colored).toContain('\u001b[1m\u001b[31mCRITICAL\u001b[39m\u001b[22m');
    expect(colored).not.toContain('\u001b[2m\u001b[22m');
    expect(stripVTControlCharacters(colored)).toBe(renderTerminal(sampleDocument, options));
  });

  test('ASCII only when asked for', () => {
    const document = makeDocument([step('Café', [unknown('a/b', '“so” – and…'), passed('a/c')])]);
    const text = renderTerminal(document, { ...options, ascii: true });
    expect(text).toMatch(/^[\n\u0020-\u007e]*$/);
    expect(text).toContain('-- Could not look ---');
    expect(text).toContain('UNKNOWN  "so" - and...\n');
    expect(text).toContain('Caf? 1 of 2');
  });
});
