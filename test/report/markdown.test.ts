import { describe, expect, test } from 'vitest';
import { renderMarkdown } from '#lib/report/markdown.ts';
import { failed, makeDocument, notApplicable, passed, step, unknown } from './make-document.ts';
import { finding, subject } from './sample-findings.ts';

const options = { timeZone: 'Europe/Berlin' };

test('verdict, changes, table, details with commands, the rest', () => {
  const critical = finding({
    fingerprint: 'c',
    severity: 'critical',
    subject: subject('Pod shop/cart-1'),
    owner: subject('Deployment shop/cart'),
    message: 'Container api ended with exit code 137.',
    since: '2026-03-02T06:12:00Z',
    remediation: [{ text: 'Read its log.', command: 'kubectl logs cart-1', verify: 'kubectl get pod cart-1' }],
  });
  const checks = [
    failed('pods/start', [critical]),
    unknown('nodes/usage', 'needs: list nodes'),
    passed('a/b', [], 'not all'),
  ];
  const document = makeDocument(
    [step('Cluster health', checks), step('Monitoring', [notApplicable('a/c', 'no Prometheus')])],
    {
      run: { status: 'unknown', comparedWith: 'daily-morning.shop.20260301T070000Z' },
      resolved: [
        {
          fingerprint: 'r',
          check: 'a/b',
          severity: 'info',
          subject: subject('Node a'),
          message: 'Node a is cordoned',
          firstSeenAt: '2026-03-01T07:00:00Z',
          runs: 1,
        },
      ],
    },
  );
  expect(renderMarkdown(document, options)).toBe(`\
## ❓ UNKNOWN: daily-morning on shop

1 of 3 checks could not look; 1 critical. As of Mon 2 Mar 2026 08:00 CET.

**Changes:** 1 new, 0 reopened, 0 still open, 1 resolved since Sun 1 Mar 08:00.

Resolved:

- Node a is cordoned

| Severity | State | Since | Step | Finding |
|---|---|---|---|---|
| critical | new | 07:12 | Cluster health | Container api ended with exit code 137. |

### Cluster health (1 of 3 checks passed)

**CRITICAL** Container api ended with exit code 137.

- new: for 48 min, since 07:12
- on \`Pod shop/cart-1\`, of \`Deployment shop/cart\`
- check \`pods/start\`

1. Read its log.

   \`\`\`sh
   kubectl logs cart-1
   \`\`\`

   Verify:

   \`\`\`sh
   kubectl get pod cart-1
   \`\`\`

### Could not look

- needs: list nodes: \`nodes/usage\`

### The rest

Passed: 1 check: Cluster health 1 of 3, Monitoring 0 of 0.

But:

- not all: \`a/b\`

Not applicable:

- no Prometheus: \`a/c\`

Read: 1 source, 1 request, 3 objects, 2.0 kB in 0.3 s. Run \`daily-morning.shop.20260302T070000Z\`.
`);
});

describe('text of the cluster', () => {
  /** The one table row of a document with one finding that says this. */
  function rowFor(message: string): string | undefined {
    const only = finding({ fingerprint: 'f', subject: subject('Node a'), message });
    const lines = renderMarkdown(makeDocument([step('Step', [failed('a/a', [only])])]), options).split('\n');
    return lines.find((line) => line.startsWith('| warning'))?.slice('| warning | new | 08:00 | Step | '.length, -2);
  }

  test.each([
    ['a | b', 'a \\| b'],
    ['a \\| b', 'a \\\\\\| b'],
    ['*bold* `code` ~~gone~~ $x$', '\\*bold\\* \\`code\\` \\~\\~gone\\~\\~ \\$x\\$'],
    ['[link](http://x) ![image](y)', '\\[link\\](http://x) !\\[image\\](y)'],
    ['<script>&amp;', '&lt;script&gt;&amp;amp;'],
    ['_all_ but node_exporter', '\\_all\\_ but node_exporter'],
    ['@here, shop/api@sha256:9f86', '@\u2060here, shop/api@sha256:9f86'],
    ['# 1', '\\# 1'],
    ['12. of 13', '12\\. of 13'],
    ['3 pods', '3 pods'],
    ['two\nlines', 'two lines'],
  ])('%j is escaped', (message, escaped) => {
    expect(rowFor(message)).toBe(escaped);
  });

  test('a command with backticks stays in its block', () => {
    const remediation = [{ text: 'Look.', command: 'echo ```' }];
    const only = finding({ fingerprint: 'f', subject: subject('Node a`b'), message: 'm', remediation });
    const text = renderMarkdown(makeDocument([step('Step', [failed('a/a', [only])])]), options);
    expect(text).toContain('\n   ````sh\n   echo ```\n   ````\n');
    expect(text).toContain('\n- on `` Node a`b ``\n');
  });
});
