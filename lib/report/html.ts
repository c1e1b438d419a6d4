import type { CheckResult, Finding, RunDocument } from '#lib/runs/run-document.ts';
import { listFindings, listReasons, rankFindings, type StepFindings, stateWords } from './findings.ts';
import { pageStyle } from './html-style.ts';
import { printableDocument, type ShownDocument } from './printable.ts';
import { nameSubject, nameSubjects } from './subjects.ts';
import * as summary from './summary.ts';
import { type Clock, describeAge, formatInstant, formatZonedMoment } from './time.ts';
import { listMoments } from './timeline.ts';
import { element, escapeXml } from './xml.ts';

const subjectsShown = 10;

/**
 * A run as one page that loads nothing and runs nothing: for a browser, a mail, a printer. Same content as the other
 * reports; a click on a command selects the whole of it.
 */
export function renderHtml(document: RunDocument, { timeZone }: { readonly timeZone: string }): string {
  const shown = printableDocument(document);
  const { run } = shown;
  const clock = summary.clockOf(shown, timeZone);
  const title = `${run.status.toUpperCase()}: ${run.window} on ${run.cluster}`;
  const body = [
    headSection(shown, clock),
    findingTable(shown, clock),
    ...listFindings(shown).flatMap((step) => stepSection(step, clock)),
    ...timelineSection(document, clock),
    ...unknownSection(shown),
    ...closingSection(shown),
  ];
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${escapeXml(title)}</title>
<style>${pageStyle}</style>
</head>
<body>
${body.filter((part) => part !== '').join('\n')}
</body>
</html>
`;
}

function headSection(document: ShownDocument, clock: Clock): string {
  const { run, resolved } = document;
  const counts = summary.tally(document);
  const gone = resolved.map(({ message }) => element('li', {}, [escapeXml(message)]));
  return [
    element('h1', {}, [strong(run.status), ` ${escapeXml(`${run.window} on ${run.cluster}`)}`]),
    paragraph(`As of ${formatZonedMoment(run.judgedAt, clock.timeZone)}`, 'quiet'),
    element('article', { class: run.status }, [
      paragraph(summary.describeVerdict(counts)),
      paragraph(summary.describeChanges(counts, run.comparedWith, clock)),
      ...(gone.length > 0 ? [paragraph('Resolved:', 'quiet'), element('ul', {}, gone)] : []),
    ]),
  ].join('\n');
}

function findingTable(document: ShownDocument, clock: Clock): string {
  const rows = rankFindings(document).map(({ step, finding }) => {
    const since = formatInstant(finding.since ?? finding.firstSeenAt, clock);
    const texts = [stateWords[finding.state], since, step.title, finding.message].map(escapeXml);
    return [strong(finding.severity), ...texts];
  });
  return rows.length === 0 ? '' : table(['Severity', 'State', 'Since', 'Step', 'Finding'], rows);
}

function timelineSection(document: RunDocument, clock: Clock): string[] {
  const timeline = listMoments(document, clock);
  if (!timeline) return [];
  const rows = timeline.moments.map(({ at, subject, text }) => [at, subject, text].map(escapeXml));
  return [sectionTitle('Timeline', timeline.share), table(['When', 'What', 'Happened'], rows)];
}

/** @param rows cells, as HTML */
function table(titles: readonly string[], rows: readonly (readonly string[])[]): string {
  const head = titles.map((title) => element('th', { scope: 'col' }, [title]));
  const body = rows.map((cells) =>
    element(
      'tr',
      {},
      cells.map((cell) => element('td', {}, [cell])),
    ),
  );
  return element('table', {}, [element('thead', {}, [element('tr', {}, head)]), element('tbody', {}, body)]);
}

function stepSection({ step, findings, toldBefore }: StepFindings, clock: Clock): string[] {
  return [
    sectionTitle(step.title, `${summary.describeShare(step)} checks passed`),
    ...findings.map(({ check, finding }) => findingArticle(check, finding, clock)),
    ...toldBefore.map(({ check, under }) =>
      element('p', {}, [code(check.id), escapeXml(`: told under ${under.title}.`)]),
    ),
  ];
}

function findingArticle(check: CheckResult, finding: Finding, clock: Clock): string {
  const { severity, state, message, subject, also, owner, remediation } = finding;
  const of = owner === undefined ? '' : `, of ${nameSubject(owner)}`;
  const where = `on ${nameSubjects([subject, ...also], subjectsShown)}${of} · `;
  const steps = remediation.map(({ text, command, verify }) =>
    element('li', {}, [
      escapeXml(text),
      ...(command === undefined ? [] : [commandBlock(command)]),
      ...(verify === undefined ? [] : [paragraph('Verify:', 'quiet'), commandBlock(verify)]),
    ]),
  );
  return element('article', { class: severity }, [
    element('p', {}, [strong(severity), ' ', element('strong', {}, [escapeXml(message)])]),
    paragraph(`${stateWords[state]}: ${describeAge(finding, clock)}`),
    element('p', { class: 'quiet' }, [escapeXml(where), code(check.id)]),
    ...(steps.length > 0 ? [element('ol', {}, steps)] : []),
  ]);
}

function unknownSection(document: ShownDocument): string[] {
  const reasons = listReasons(document, 'unknown');
  if (reasons.length === 0) return [];
  const articles = reasons.map(({ reason, checks }) =>
    element('article', { class: 'unknown' }, [
      element('p', {}, [strong('unknown'), ' ', element('strong', {}, [escapeXml(reason)])]),
      element(
        'ul',
        {},
        checks.map(({ id, title }) => element('li', {}, [`${escapeXml(title)} `, code(id)])),
      ),
    ]),
  );
  return [sectionTitle('Could not look', ''), ...articles];
}

function closingSection(document: ShownDocument): string[] {
  const told = [...listReasons(document, 'passed'), ...listReasons(document, 'not-applicable')];
  const items = told.map(({ reason, checks }) => {
    const status = checks[0]?.status === 'passed' ? 'passed, but' : 'not applicable';
    return element('li', {}, [escapeXml(`${status}: ${reason} `), ...checks.map(({ id }) => `${code(id)} `)]);
  });
  const exemptions = summary.describeExemptions(document);
  return [
    sectionTitle('The rest', ''),
    paragraph(`Passed: ${summary.describePassed(document)}.`),
    ...(items.length > 0 ? [element('ul', {}, items)] : []),
    ...(exemptions === undefined ? [] : [paragraph(`Exempted: ${exemptions}.`)]),
    element('p', { class: 'quiet' }, [
      escapeXml(`Read: ${summary.describeReads(document)}. Run `),
      code(document.run.id),
      '.',
    ]),
  ];
}

function sectionTitle(title: string, aside: string): string {
  return element('h2', {}, [
    escapeXml(title),
    ...(aside === '' ? [] : [' ', element('small', {}, [escapeXml(aside)])]),
  ]);
}

function strong(status: string): string {
  return element('b', { class: status }, [escapeXml(status.toUpperCase())]);
}

function paragraph(text: string, className?: string): string {
  return element('p', { class: className }, [escapeXml(text)]);
}

function code(text: string): string {
  return element('code', {}, [escapeXml(text)]);
}

function commandBlock(command: string): string {
  return element('pre', {}, [code(command)]);
}
