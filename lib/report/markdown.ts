import type { CheckResult, Finding, RunDocument, RunStatus } from '#lib/runs/run-document.ts';
import { listFindings, listReasons, type Reason, rankFindings, type StepFindings, stateWords } from './findings.ts';
import { printableDocument, type ShownDocument } from './printable.ts';
import { renderSignOff } from './sign-off.ts';
import { nameSubject, nameSubjects } from './subjects.ts';
import * as summary from './summary.ts';
import { type Clock, describeAge, formatInstant, formatZonedMoment } from './time.ts';
import { listMoments } from './timeline.ts';

const signs: Readonly<Record<RunStatus, string>> = { passed: '✅', failed: '❌', unknown: '❓' };
const subjectsShown = 10;

/**
 * A run for a ticket, a chat or a pull request: the verdict, what changed, a table of the findings, then each one with
 * its commands. What comes from the cluster is escaped or in code, so that it can neither break the table nor format
 * nor call anybody.
 */
export function renderMarkdown(document: RunDocument, { timeZone }: { readonly timeZone: string }): string {
  const shown = printableDocument(document);
  const clock = summary.clockOf(shown, timeZone);
  const blocks = [
    headBlock(shown, clock),
    tableBlock(shown, clock),
    ...listFindings(shown).map((step) => stepBlock(step, clock)),
    timelineBlock(document, clock),
    unknownBlock(shown),
    closingBlock(shown),
    renderSignOff(document.measurements, escapeMarkdown),
  ];
  return `${blocks.filter((block) => block !== '').join('\n\n')}\n`;
}

function headBlock(document: ShownDocument, clock: Clock): string {
  const { run, resolved } = document;
  const counts = summary.tally(document);
  const gone = resolved.map((finding) => `- ${escapeMarkdown(finding.message)}`);
  return [
    `## ${signs[run.status]} ${run.status.toUpperCase()}: ${escapeMarkdown(`${run.window} on ${run.cluster}`)}`,
    `${summary.describeVerdict(counts)} As of ${formatZonedMoment(run.judgedAt, clock.timeZone)}.`,
    `**Changes:** ${escapeMarkdown(summary.describeChanges(counts, run.comparedWith, clock))}`,
    ...(gone.length > 0 ? [`Resolved:\n\n${gone.join('\n')}`] : []),
  ].join('\n\n');
}

function tableBlock(document: ShownDocument, clock: Clock): string {
  const rows = rankFindings(document).map(({ step, finding }) => {
    const since = formatInstant(finding.since ?? finding.firstSeenAt, clock);
    const cells = [finding.severity, stateWords[finding.state], since, step.title, finding.message];
    return `| ${cells.map(escapeMarkdown).join(' | ')} |`;
  });
  if (rows.length === 0) return '';
  return ['| Severity | State | Since | Step | Finding |', '|---|---|---|---|---|', ...rows].join('\n');
}

function stepBlock({ step, findings, toldBefore }: StepFindings, clock: Clock): string {
  const before = toldBefore.map(({ check, under }) => `${code(check.id)}: told under ${escapeMarkdown(under.title)}.`);
  const details = findings.map(({ check, finding }) => findingBlock(check, finding, clock));
  const share = `${summary.describeShare(step)} checks passed`;
  return [`### ${escapeMarkdown(step.title)} (${share})`, ...details, ...before].join('\n\n');
}

function findingBlock(check: CheckResult, finding: Finding, clock: Clock): string {
  const { severity, state, message, subject, also, owner, remediation } = finding;
  const of = owner === undefined ? '' : `, of ${code(nameSubject(owner))}`;
  const steps = remediation.flatMap(({ text, command, verify }, index) => [
    `${index + 1}. ${escapeMarkdown(text)}`,
    ...(command === undefined ? [] : [codeBlock(command)]),
    ...(verify === undefined ? [] : ['   Verify:', codeBlock(verify)]),
  ]);
  return [
    `**${severity.toUpperCase()}** ${escapeMarkdown(message)}`,
    `- ${stateWords[state]}: ${escapeMarkdown(describeAge(finding, clock))}\n- on ${code(nameSubjects([subject, ...also], subjectsShown))}${of}\n- check ${code(check.id)}`,
    ...steps,
  ].join('\n\n');
}

function timelineBlock(document: RunDocument, clock: Clock): string {
  const timeline = listMoments(document, clock);
  if (!timeline) return '';
  const rows = timeline.moments.map(
    ({ at, subject, text }) => `| ${[at, subject, text].map(escapeMarkdown).join(' | ')} |`,
  );
  return [`### Timeline (${timeline.share})`, ['| When | What | Happened |', '|---|---|---|', ...rows].join('\n')].join(
    '\n\n',
  );
}

function unknownBlock(document: ShownDocument): string {
  const reasons = listReasons(document, 'unknown');
  if (reasons.length === 0) return '';
  return ['### Could not look', reasons.map(reasonItem).join('\n')].join('\n\n');
}

function closingBlock(document: ShownDocument): string {
  const notes = listReasons(document, 'passed').map(reasonItem);
  const skipped = listReasons(document, 'not-applicable').map(reasonItem);
  const exemptions = summary.describeExemptions(document);
  return [
    `### The rest\n\nPassed: ${escapeMarkdown(summary.describePassed(document))}.`,
    ...(notes.length > 0 ? [`But:\n\n${notes.join('\n')}`] : []),
    ...(skipped.length > 0 ? [`Not applicable:\n\n${skipped.join('\n')}`] : []),
    ...(exemptions === undefined ? [] : [`Exempted: ${escapeMarkdown(exemptions)}.`]),
    `Read: ${summary.describeReads(document)}. Run ${code(document.run.id)}.`,
  ].join('\n\n');
}

function reasonItem({ reason, checks }: Reason): string {
  return `- ${escapeMarkdown(reason)}: ${checks.map(({ id }) => code(id)).join(', ')}`;
}

/**
 * Text that means nothing in Markdown, nor in Slack: backslashes before punctuation that formats, entities for angle
 * brackets, and a word joiner after an `@` that would call somebody (`image@sha256` calls nobody).
 */
function escapeMarkdown(text: string): string {
  return text
    .replaceAll(/[\\`*[\]|~$]|(?<!\w)_|_(?!\w)|^[#+=-]|(?<=^\d+)[.)]/g, '\\$&')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll(/(?<!\w)@(?=\w)/g, '@\u2060');
}

/** A code span whose fence is longer than any in the text. */
function code(text: string): string {
  const fence = fenceFor(text, 1);
  return text.includes('`') ? `${fence} ${text} ${fence}` : `${fence}${text}${fence}`;
}

function codeBlock(command: string): string {
  const fence = fenceFor(command, 3);
  return [`${fence}sh`, command, fence].map((line) => `   ${line}`).join('\n');
}

function fenceFor(text: string, least: number): string {
  const longest = Math.max(0, ...(text.match(/`+/g) ?? []).map((run) => run.length));
  return '`'.repeat(Math.max(least, longest + 1));
}
