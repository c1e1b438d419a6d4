import type { Incident, IncidentFinding } from '#lib/incidents/incident.ts';
import { pageStyle } from '#lib/report/html-style.ts';
import { printable } from '#lib/report/printable.ts';
import { formatZonedMoment } from '#lib/report/time.ts';
import { element, escapeXml } from '#lib/report/xml.ts';

/** What a page says above the incident, if it shows one. */
export interface Notice {
  readonly title: string;
  readonly text: string;
}

const shownFindings = 10;

/** A page without an incident: why a link does nothing. */
export function renderNotice({ title, text }: Notice): string {
  return renderPage(title, [element('h1', {}, [escapeXml(title)]), paragraph(text)]);
}

/** The incident, what there is to say of it, and the button where somebody can still acknowledge. */
export function renderIncident(incident: Incident, notice: Notice, timeZone: string, canAct: boolean): string {
  const { id, cluster, title, severity, findings, findingCount, openedAt } = incident;
  const hidden = findingCount - Math.min(findings.length, shownFindings);
  const button = element('button', { type: 'submit' }, [`Acknowledge level ${incident.level}`]);
  return renderPage(`${notice.title}: ${cluster}`, [
    element('h1', {}, [
      element('b', { class: severity }, [severity.toUpperCase()]),
      ` ${show(cluster)}: ${show(title)}`,
    ]),
    element('article', { class: severity }, [
      element('p', {}, [element('strong', {}, [show(notice.title)])]),
      paragraph(notice.text),
      ...(canAct ? [element('form', { method: 'post' }, [button])] : []),
    ]),
    element('ul', {}, findings.slice(0, shownFindings).map(describeFinding)),
    ...(hidden > 0 ? [paragraph(`${hidden} more are not shown here.`)] : []),
    element('p', { class: 'quiet' }, [`Incident ${show(id)}, since ${formatZonedMoment(openedAt, timeZone)}.`]),
  ]);
}

function describeFinding({ message, check, action }: IncidentFinding): string {
  const command =
    action?.command === undefined ? [] : [element('pre', {}, [element('code', {}, [show(action.command)])])];
  const doing = action === null ? [] : [paragraph(action.text), ...command];
  return element('li', {}, [`${show(message)} `, element('code', {}, [show(check)]), ...doing]);
}

/** Text from a cluster, which must not say more than its letters. */
function show(text: string): string {
  return escapeXml(printable(text));
}

function paragraph(text: string): string {
  return element('p', {}, [show(text)]);
}

function renderPage(title: string, body: readonly string[]): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<title>${show(title)}</title>
<style>${pageStyle}</style>
</head>
<body>
${body.join('\n')}
</body>
</html>
`;
}
