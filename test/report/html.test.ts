import { expect, test } from 'vitest';
import { renderHtml } from '#lib/report/html.ts';
import { failed, makeDocument, passed, step } from './make-document.ts';
import { sampleDocument } from './sample-document.ts';
import { finding, subject } from './sample-findings.ts';
import { readTags } from './tags.ts';

const options = { timeZone: 'Europe/Berlin' };

function bodyOf(page: string): string {
  return page.slice(page.indexOf('<body>'), page.indexOf('</html>')).trim();
}

test('a page with one finding', () => {
  const remediation = [{ text: 'Read its log.', command: 'kubectl logs "a" > b', verify: 'kubectl get pods' }];
  const warning = finding({ fingerprint: 'w', subject: subject('Pod shop/a'), message: '1 < 2 & 3', remediation });
  const page = renderHtml(
    makeDocument([step('Cluster health', [failed('pods/start', [warning])])], { run: { status: 'failed' } }),
    options,
  );
  expect(page).toContain('<title>FAILED: daily-morning on shop</title>');
  expect(bodyOf(page)).toBe(`\
<body>
<h1><b class="failed">FAILED</b> daily-morning on shop</h1>
<p class="quiet">As of Mon 2 Mar 2026 08:00 CET</p>
<article class="failed"><p>1 warning, from 1 check.</p><p>The first run of this window here: there is none to compare with.</p></article>
<table><thead><tr><th scope="col">Severity</th><th scope="col">State</th><th scope="col">Since</th><th scope="col">Step</th><th scope="col">Finding</th></tr></thead><tbody><tr><td><b class="warning">WARNING</b></td><td>new</td><td>08:00</td><td>Cluster health</td><td>1 &#60; 2 &#38; 3</td></tr></tbody></table>
<h2>Cluster health <small>0 of 1 checks passed</small></h2>
<article class="warning"><p><b class="warning">WARNING</b> <strong>1 &#60; 2 &#38; 3</strong></p><p>new: first seen in this run</p><p class="quiet">on Pod shop/a · <code>pods/start</code></p><ol><li>Read its log.<pre><code>kubectl logs &#34;a&#34; &#62; b</code></pre><p class="quiet">Verify:</p><pre><code>kubectl get pods</code></pre></li></ol></article>
<h2>The rest</h2>
<p>Passed: no check.</p>
<p class="quiet">Read: 1 source, 1 request, 3 objects, 2.0 kB in 0.3 s. Run <code>daily-morning.shop.20260302T070000Z</code>.</p>
</body>`);
});

test('a page without findings has no table', () => {
  const page = renderHtml(makeDocument([step('Cluster health', [passed('nodes/ready')])]), options);
  expect(readTags(bodyOf(page)).filter((tag) => tag === 'table' || tag.startsWith('article'))).toEqual([
    'article class',
  ]);
});

test('the sample is well-formed', () => {
  const tags = readTags(bodyOf(renderHtml(sampleDocument, options)));
  expect(tags.filter((tag) => tag === 'tr')).toHaveLength(1 + 11);
  expect(tags.filter((tag) => tag === 'article class')).toHaveLength(1 + 11 + 1);
});

test('the page loads nothing and runs nothing', () => {
  const page = renderHtml(sampleDocument, options);
  expect(page).not.toMatch(/<(script|link|img|iframe|a|form|object)\b|\bon[a-z]+=|\bstyle=|url\(|@import/);
  expect(page).toContain(`content="default-src 'none'; style-src 'unsafe-inline'"`);
});
