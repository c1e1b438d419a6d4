import { describe, expect, it } from 'vitest';
import { renderHtml } from '#lib/report/html.ts';
import { renderMarkdown } from '#lib/report/markdown.ts';
import { renderTerminal } from '#lib/report/terminal.ts';
import { makeDocument, passed, step } from './make-document.ts';

const subject = { kind: 'Pod', namespace: 'shop', name: 'cart-1' };
const row = {
  at: '2026-03-02T06:12:41Z',
  lastAt: '2026-03-02T06:40:00Z',
  count: 1,
  sign: 'pod-crashed',
  subject,
  text: 'crashed',
};

const documentOf = (rows: readonly object[]) =>
  makeDocument([step('Response', [passed('a/b')])], { measurements: { 'incident/timeline': rows } });

function render(rows: readonly object[]): string {
  return renderTerminal(documentOf(rows), { color: false, width: 80, timeZone: 'Europe/Berlin' });
}

it('a timeline is shown in local time, with how often, and without events that tell of no fault', () => {
  const rows = [
    row,
    { ...row, at: '2026-03-02T06:14:00Z', sign: 'event', text: 'Pulled' },
    { ...row, count: 47, text: 'ended\u001b[31m' },
  ];
  const lines = render(rows).split('\n');
  const start = lines.findIndex((line) => line.includes('Timeline'));
  expect(lines[start]).toMatch(/the latest 2 of 2 ──$/);
  expect(lines.slice(start + 1, start + 4)).toEqual([
    '',
    '    07:12  Pod shop/cart-1 crashed',
    '    07:12  Pod shop/cart-1 ended (47 times)',
  ]);
});

it('shows the latest 25', () => {
  const rows = Array.from({ length: 30 }, (_, index) => ({ ...row, text: `moment ${index}` }));
  const told = render(rows);
  expect(told).toContain('the latest 25 of 30');
  expect(told).not.toContain('moment 4\n');
  expect(told).toContain('moment 5\n');
});

describe('on a page', () => {
  const timeZone = 'Europe/Berlin';
  const node = { kind: 'Node', namespace: null, name: 'node-1' };
  const rows = [
    { ...row, at: '2026-03-01T22:58:00Z', subject: node, sign: 'node-lost', text: 'stopped | answering <b>' },
    { ...row, count: 47 },
    { ...row, sign: 'warning', text: 'Unhealthy' },
  ];

  it('Markdown has a table of it, with days, escaped', () => {
    expect(renderMarkdown(documentOf(rows), { timeZone })).toContain(`
### Timeline (the latest 2 of 2)

| When | What | Happened |
|---|---|---|
| Sun 1 Mar 23:58 | Node node-1 | stopped \\| answering &lt;b&gt; |
| 07:12 | Pod shop/cart-1 | crashed (47 times) |

`);
  });

  it('HTML has the same table', () => {
    const page = renderHtml(documentOf(rows), { timeZone });
    expect(page).toContain('<h2>Timeline <small>the latest 2 of 2</small></h2>');
    expect(page).toContain(
      '<tr><td>Sun 1 Mar 23:58</td><td>Node node-1</td><td>stopped | answering &#60;b&#62;</td></tr>',
    );
    expect(page).toContain('<tr><td>07:12</td><td>Pod shop/cart-1</td><td>crashed (47 times)</td></tr>');
    expect(page).not.toContain('Unhealthy');
  });

  it('there is room for the latest 100', () => {
    const many = Array.from({ length: 130 }, (_, index) => ({ ...row, text: `moment ${index}.` }));
    const told = renderMarkdown(documentOf(many), { timeZone });
    expect(told).toContain('the latest 100 of 130');
    expect(told).not.toContain('moment 29.');
    expect(told).toContain('moment 30.');
  });
});

it('a run without a timeline shows none', () => {
  for (const shown of [
    render([]),
    renderMarkdown(documentOf([]), { timeZone: 'UTC' }),
    renderHtml(documentOf([]), { timeZone: 'UTC' }),
  ])
    expect(shown).not.toContain('Timeline');
});
