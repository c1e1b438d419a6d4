import { expect, it } from 'vitest';
import { renderHtml } from '#lib/report/html.ts';
import { renderJson } from '#lib/report/json.ts';
import { renderJunit } from '#lib/report/junit.ts';
import { renderMarkdown } from '#lib/report/markdown.ts';
import { renderTerminal } from '#lib/report/terminal.ts';
import type { RunDocument } from '#lib/runs/run-document.ts';
import { makeDocument, passed, step } from './make-document.ts';

const known = { check: 'nodes/ready', owner: 'Ann', reason: 'being replaced', until: '2026-03-31' };
const subject = { kind: 'Node', namespace: null, name: 'node-1' };
const hidden = {
  ...known,
  fingerprint: 'f1',
  severity: 'critical',
  subject,
  message: 'dark',
  exemption: known,
} as const;
const exemptions = {
  hidden: [hidden, { ...hidden, fingerprint: 'f2' }],
  ended: [{ ...known, check: 'pods/ready', until: '2026-02-28' }],
  unmatched: [{ ...known, check: 'jobs/succeeded', owner: 'Bob' }],
};
const line =
  '2 findings hidden (nodes/ready until 2026-03-31: Ann); 1 ended (pods/ready on 2026-02-28: Ann); 1 hid nothing (jobs/succeeded: Bob)';

const zone = { timeZone: 'UTC' };
const formats: [string, (document: RunDocument) => string][] = [
  ['terminal', (document) => renderTerminal(document, { ...zone, color: false, width: 500 })],
  ['markdown', (document) => renderMarkdown(document, zone).replaceAll('\\', '')],
  ['html', (document) => renderHtml(document, zone)],
  ['junit', renderJunit],
];

it.each(formats)('%s says in one line what exemptions did, and nothing when there are none', (_name, render) => {
  const steps = [step('Cluster health', [passed('nodes/ready')])];
  const told = render(makeDocument(steps, { exemptions }));
  expect(told.replaceAll(/\s+/g, ' ')).toContain(line);
  const none = { hidden: [], ended: [], unmatched: [] };
  expect(render(makeDocument(steps, { exemptions: none }))).toBe(render(makeDocument(steps)));
});

it('json carries them whole', () => {
  expect(JSON.parse(renderJson(makeDocument([], { exemptions })))).toMatchObject({ exemptions });
});
