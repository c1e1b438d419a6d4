import { describe, expect, test } from 'vitest';
import { listFindings, rankFindings } from '#lib/report/findings.ts';
import { describeChanges, describeReads, describeVerdict, tally } from '#lib/report/summary.ts';
import { failed, makeDocument, notApplicable, passed, step, unknown } from './make-document.ts';
import { finding, subject } from './sample-findings.ts';

const clock = { at: '2026-03-02T07:00:00Z', timeZone: 'UTC' };
const warning = finding({ fingerprint: 'w', subject: subject('Node a'), message: 'w' });
const critical = finding({ fingerprint: 'c', subject: subject('Node a'), message: 'c', severity: 'critical' });
const info = finding({ fingerprint: 'i', subject: subject('Node a'), message: 'i', severity: 'info' });

describe('the verdict', () => {
  test.each([
    ['nothing wrong', [passed('a/a'), passed('a/b')], '2 checks found nothing wrong.'],
    ['info only', [passed('a/a', [info])], '1 info, from 1 check.'],
    [
      'findings',
      [failed('a/a', [critical, warning]), failed('a/b', [warning])],
      '1 critical, 2 warnings, from 2 checks.',
    ],
    [
      'one blind',
      [unknown('a/a', 'x'), passed('a/b')],
      '1 of 2 checks could not look; the others found nothing wrong.',
    ],
    [
      'one blind, one failed',
      [unknown('a/a', 'x'), failed('a/b', [warning])],
      '1 of 2 checks could not look; 1 warning.',
    ],
    ['all blind', [unknown('a/a', 'x'), notApplicable('a/b', 'y')], '1 of 1 check could not look.'],
    ['nothing applied', [notApplicable('a/a', 'y')], 'No check applied: nothing was looked at.'],
    ['no check at all', [], 'No check applied: nothing was looked at.'],
  ])('%s', (_, checks, text) => {
    expect(describeVerdict(tally(makeDocument([step('Step', checks)])))).toBe(text);
  });

  test('counts a check of two steps once', () => {
    const shared = failed('a/a', [warning]);
    expect(describeVerdict(tally(makeDocument([step('One', [shared]), step('Two', [shared])])))).toBe(
      '1 warning, from 1 check.',
    );
  });
});

describe('the changes', () => {
  const none = tally(makeDocument([]));

  test('against a run, by its time', () => {
    expect(describeChanges(none, 'daily-morning.shop.20260301T070000Z', clock)).toBe(
      'Nothing changed since Sun 1 Mar 07:00.',
    );
  });

  test('against a run by hand, whose id has milliseconds', () => {
    const text = describeChanges(none, 'daily-morning.shop.20260302T061205250Z', clock);
    expect(text).toBe('Nothing changed since 06:12.');
  });

  test('against a run whose id tells no time, by the id', () => {
    expect(describeChanges({ ...none, resolved: 1 }, 'first', clock)).toBe(
      '0 new, 0 reopened, 0 still open, 1 resolved since first.',
    );
  });

  test('of the first run', () => {
    expect(describeChanges(none, null, clock)).toBe(
      'The first run of this window here: there is none to compare with.',
    );
  });
});

test('findings come worst first, then new, reopened, still open', () => {
  const order = [
    { ...info, fingerprint: '6' },
    { ...warning, fingerprint: '5', state: 'ongoing' as const },
    { ...warning, fingerprint: '4', state: 'reopened' as const },
    { ...warning, fingerprint: '3' },
    { ...critical, fingerprint: '2', state: 'ongoing' as const },
    { ...critical, fingerprint: '1' },
  ];
  const [only] = listFindings(makeDocument([step('Step', [failed('a/a', order)]), step('Quiet', [passed('a/b')])]));
  expect(only?.findings.map((one) => one.finding.fingerprint)).toEqual(['1', '2', '3', '4', '5', '6']);
});

test('over all steps the worst comes first', () => {
  const steps = [step('One', [failed('a/a', [info, warning])]), step('Two', [failed('a/b', [critical])])];
  expect(rankFindings(makeDocument(steps)).map((one) => one.finding.fingerprint)).toEqual(['c', 'w', 'i']);
});

test('reads add up, and a long run is told in minutes', () => {
  const read = { source: 'pods', requests: 600, bytes: 700_000, items: 5000, durationMs: 1, status: 'ok' as const };
  const reads = [read, { ...read, status: 'failed' as const }, { ...read, status: 'absent' as const }];
  const document = makeDocument([], { reads, run: { finishedAt: '2026-03-02T07:01:05Z' } });
  expect(describeReads(document)).toBe(
    '3 sources, 1,800 requests, 15,000 objects, 2.1 MB in 1 min; 1 failed; 1 absent',
  );
});
