import { expect, test } from 'vitest';
import { renderDiff } from '#lib/report/diff.ts';
import { failed, makeDocument, notApplicable, passed, step, unknown } from './make-document.ts';
import { finding, subject } from './sample-findings.ts';

const options = { color: false, width: 80, timeZone: 'Europe/Berlin' };

function found(name: string, severity: 'critical' | 'warning' | 'info' = 'warning') {
  return finding({ fingerprint: name, severity, subject: subject(`Pod shop/${name}`), message: `Pod ${name} is ill` });
}

const before = makeDocument(
  [
    step('Cluster health', [
      failed('pods/start', [found('stays'), found('heals'), found('grows')]),
      failed('nodes/usage', [found('blind')]),
      failed('nodes/ready', [found('left-out')]),
      failed('prometheus/up', [found('unneeded')]),
    ]),
  ],
  { run: { id: 'first', status: 'failed', judgedAt: '2026-03-01T07:00:00Z' } },
);

test('new, changed, resolved, not looked at again, still open', () => {
  const after = makeDocument(
    [
      step('Cluster health', [
        failed('pods/start', [found('stays'), found('fresh'), found('grows', 'critical'), found('worst', 'critical')]),
        unknown('nodes/usage', 'needs: list nodes'),
        notApplicable('prometheus/up', 'no Prometheus is configured'),
      ]),
    ],
    { run: { id: 'second', status: 'unknown' } },
  );
  expect(renderDiff(before, after, options)).toBe(`\
     from  daily-morning on shop, as of Sun 1 Mar 2026 08:00 CET
           FAILED: 6 warnings, from 4 checks.
       to  daily-morning on shop, as of Mon 2 Mar 2026 08:00 CET
           UNKNOWN: 1 of 2 checks could not look; 2 critical, 2 warnings.

── New ──────────────────────────────────────────────────────────────────── 2 ──
 CRITICAL  Pod worst is ill                                           pods/start
  WARNING  Pod fresh is ill                                           pods/start

── Severity changed ─────────────────────────────────────────────────────── 1 ──
 CRITICAL  was warning: Pod grows is ill                              pods/start

── Resolved ─────────────────────────────────────────────────────────────── 2 ──
  WARNING  Pod heals is ill                                           pods/start
  WARNING  Pod unneeded is ill                                     prometheus/up

── Not looked at again ──────────────────────────────────────────────────── 2 ──
  WARNING  Pod blind is ill                                          nodes/usage
  WARNING  Pod left-out is ill                                       nodes/ready

── Still open ───────────────────────────────────────────────────────────── 1 ──
  WARNING  Pod stays is ill                                           pods/start
`);
});

test('two runs that found nothing', () => {
  const quiet = makeDocument([step('Cluster health', [passed('nodes/ready')])]);
  expect(renderDiff(quiet, quiet, options)).toBe(`\
     from  daily-morning on shop, as of Mon 2 Mar 2026 08:00 CET
           PASSED: 1 check found nothing wrong.
       to  daily-morning on shop, as of Mon 2 Mar 2026 08:00 CET
           PASSED: 1 check found nothing wrong.

           Neither run found anything wrong.
`);
});
