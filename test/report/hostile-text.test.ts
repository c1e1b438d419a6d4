import { stripVTControlCharacters } from 'node:util';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { renderDiff } from '#lib/report/diff.ts';
import { renderHistory } from '#lib/report/history.ts';
import { renderHtml } from '#lib/report/html.ts';
import { renderJson } from '#lib/report/json.ts';
import { renderJunit } from '#lib/report/junit.ts';
import { renderMarkdown } from '#lib/report/markdown.ts';
import { renderTerminal } from '#lib/report/terminal.ts';
import type { RunDocument } from '#lib/runs/run-document.ts';
import { summarize } from '#lib/store/run-summary.ts';
import { failed, makeDocument, notApplicable, passed, step, unknown } from './make-document.ts';
import { finding } from './sample-findings.ts';
import { readTags } from './tags.ts';

const options = { color: false, width: 80, timeZone: 'UTC' };
const fragments = [
  '\u001b[2J',
  '\u009b',
  '\r',
  '\n',
  '|',
  '`',
  '```',
  '<!--',
  ']]>',
  '"',
  '&',
  '</td>',
  '\u202e',
  '\ud800',
  '\\',
  '# ',
];
/** Text as a cluster may hold it; never blank, since a document has no empty names. */
const hostileText = fc
  .array(fc.oneof(fc.constantFrom(...fragments), fc.string({ unit: 'binary', maxLength: 8 })), { maxLength: 8 })
  .map((parts) => `x${parts.join('')}`);

/** A document that says this text wherever a text may come from a cluster or a configuration. */
function documentSaying(text: string): RunDocument {
  const subject = { kind: text, namespace: text, name: text };
  const remediation = [{ text, command: text, verify: text }];
  const seen = finding({
    fingerprint: text,
    subject,
    owner: subject,
    also: [subject],
    message: text,
    since: text,
    remediation,
  });
  const shared = failed('a/failed', [seen, { ...seen, severity: 'critical', evidence: { [text]: text } }]);
  const checks = [shared, passed('a/passed', [], text), unknown('a/unknown', text), notApplicable('a/none', text)];
  return makeDocument([step(text, checks), step(text, [shared])], {
    run: { id: text, cluster: text, window: text, comparedWith: text, status: 'unknown' },
    resolved: [{ ...seen, check: text }],
    reads: [{ source: text, requests: 1, bytes: 1, items: 1, durationMs: 1, status: 'denied', error: text }],
    measurements: {
      [text]: text,
      'incident/timeline': [{ at: text, lastAt: text, count: 2, sign: text, subject, text }],
    },
  });
}

describe('whatever a cluster says', () => {
  test.each([
    ['terminal', (document: RunDocument) => renderTerminal(document, options)],
    ['diff', (document: RunDocument) => renderDiff(makeDocument([]), document, options)],
    ['history', (document: RunDocument) => renderHistory([summarize(document)], options)],
    ['JSON', renderJson],
    ['JUnit', renderJunit],
    ['HTML', (document: RunDocument) => renderHtml(document, options)],
    ['Markdown', (document: RunDocument) => renderMarkdown(document, options).replaceAll('@\u2060', '@')],
  ])('%s holds no control character but the newline', (_, render) => {
    fc.assert(
      fc.property(hostileText, (text) => {
        expect(render(documentSaying(text))).not.toMatch(/[^\P{Cc}\n]|[\p{Cf}\p{Cs}\u2028\u2029]/u);
      }),
    );
  });

  test('colour on a terminal comes from us alone', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const colored = renderTerminal(documentSaying(text), { ...options, color: true });
        expect(stripVTControlCharacters(colored)).toBe(renderTerminal(documentSaying(text), options));
      }),
    );
  });

  test('JSON says it exactly', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const document = documentSaying(text.toWellFormed());
        expect(JSON.parse(renderJson(document))).toEqual(document);
      }),
    );
  });

  test('JUnit and HTML keep their tags', () => {
    const tagsOf = (text: string) => {
      const page = renderHtml(documentSaying(text), options);
      const junit = renderJunit(documentSaying(text)).replace(/^<\?xml [^\n]*\n/, '');
      return [readTags(junit), readTags(page.slice(page.indexOf('<body>'), page.indexOf('</html>')).trim())];
    };
    const expected = tagsOf('x');
    fc.assert(
      fc.property(hostileText, (text) => {
        expect(tagsOf(text)).toEqual(expected);
      }),
    );
  });

  test('Markdown keeps its lines, its table, its code', () => {
    const shapeOf = (text: string) => {
      const lines = renderMarkdown(documentSaying(text), options).trimEnd().split('\n');
      return lines.map((line) => {
        const start = /^(#+ |- |\| ?|\d\. | {3}`{3,}| {3}|\*\*)?/.exec(line)?.[0].replace(/`+/, '```');
        return `${start}${line.startsWith('|') ? line.replaceAll(/\\./g, '').split('|').length : ''}`;
      });
    };
    const expected = shapeOf('x');
    fc.assert(
      fc.property(hostileText, (text) => {
        expect(shapeOf(text)).toEqual(expected);
        const outsideCode = renderMarkdown(documentSaying(text), options)
          .replaceAll(/^ {3}.*/gm, '')
          .replaceAll(/\\.|(`+)(?!`).*?(?<!`)\1(?!`)/g, '');
        expect(outsideCode).not.toMatch(/[<>]/);
      }),
    );
  });
});
