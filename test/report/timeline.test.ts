import { expect, it } from 'vitest';
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

function render(rows: readonly object[]): string {
  const document = makeDocument([step('Response', [passed('a/b')])], { measurements: { 'incident/timeline': rows } });
  return renderTerminal(document, { color: false, width: 80, timeZone: 'Europe/Berlin' });
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

it('a run without a timeline shows none', () => {
  expect(render([])).not.toContain('Timeline');
});
