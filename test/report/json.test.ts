import { expect, test } from 'vitest';
import { renderJson } from '#lib/report/json.ts';
import type { Finding } from '#lib/runs/run-document.ts';
import { failed, makeDocument, step } from './make-document.ts';
import { sampleDocument } from './sample-document.ts';
import { finding, subject } from './sample-findings.ts';

/** An object's keys, in reverse. */
function reversed<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).toReversed()) as T;
}

function keysOf(value: unknown): string[] {
  return Object.keys(value as object);
}

test('says all that the document says', () => {
  expect(JSON.parse(renderJson(sampleDocument))).toEqual(sampleDocument);
});

test('is one document that ends in a newline', () => {
  expect(renderJson(makeDocument([]))).toBe(`\
{
  "schemaVersion": 1,
  "run": {
    "id": "daily-morning.shop.20260302T070000Z",
    "window": "daily-morning",
    "cluster": "shop",
    "scheduledAt": "2026-03-02T07:00:00Z",
    "startedAt": "2026-03-02T07:00:00Z",
    "finishedAt": "2026-03-02T07:00:00.250Z",
    "status": "passed",
    "judgedAt": "2026-03-02T07:00:00Z",
    "comparedWith": null
  },
  "steps": [],
  "resolved": [],
  "measurements": {},
  "reads": [
    {
      "source": "nodes",
      "requests": 1,
      "bytes": 2048,
      "items": 3,
      "durationMs": 40,
      "status": "ok"
    }
  ]
}
`);
});

test('has the keys in the order of the contract, however the document was made', () => {
  const whole: Finding = finding({
    fingerprint: 'f',
    subject: reversed(subject('Pod shop/a')),
    message: 'm',
    also: [reversed(subject('Pod shop/b'))],
    remediation: [reversed({ text: 't', command: 'c', verify: 'v' })],
  });
  const check = reversed({ ...failed('a/a', [reversed(whole)]), reason: 'r' });
  const reads = [
    reversed({ source: 's', requests: 1, bytes: 1, items: 1, durationMs: 1, status: 'failed' as const, error: 'e' }),
  ];
  const document = JSON.parse(renderJson(reversed(makeDocument([reversed(step('Step', [check]))], { reads }))));
  const said = document.steps[0].checks[0].findings[0];
  expect(keysOf(document)).toEqual(['schemaVersion', 'run', 'steps', 'resolved', 'measurements', 'reads']);
  expect(keysOf(document.steps[0])).toEqual(['id', 'title', 'status', 'checks']);
  expect(keysOf(document.steps[0].checks[0])).toEqual(['id', 'title', 'status', 'reason', 'examined', 'findings']);
  const first = ['fingerprint', 'severity', 'state', 'subject', 'also', 'message', 'since', 'remediation', 'evidence'];
  expect(keysOf(said).slice(0, first.length)).toEqual(first);
  expect(keysOf(said.subject)).toEqual(['kind', 'namespace', 'name']);
  expect(keysOf(said.also[0])).toEqual(['kind', 'namespace', 'name']);
  expect(keysOf(said.remediation[0])).toEqual(['text', 'command', 'verify']);
  expect(keysOf(document.reads[0])).toEqual(['source', 'requests', 'bytes', 'items', 'durationMs', 'status', 'error']);
});
