import type { RemediationStep } from '#lib/checks/check.ts';
import type { CheckResult, Finding, FindingState } from '#lib/runs/run-document.ts';
import { count } from './count.ts';
import { type StepFindings, stateWords } from './findings.ts';
import { commandRow, heading, row, type Screen, type Style } from './screen.ts';
import { severityStyles } from './styles.ts';
import { nameSubject, nameSubjects } from './subjects.ts';
import { describeShare } from './summary.ts';
import { type Clock, describeAge } from './time.ts';

const stateStyles: Readonly<Record<FindingState, Style>> = {
  new: 'bold',
  reopened: ['bold', 'yellow'],
  ongoing: 'dim',
};
const subjectsShown = 3;

/** A step with its findings. */
export function stepBlock(screen: Screen, { step, findings, toldBefore }: StepFindings, clock: Clock): string[] {
  return [
    heading(screen, step.title, `${describeShare(step)} checks passed`),
    ...findings.flatMap(({ check, finding }) => ['', ...findingRows(screen, check, finding, clock)]),
    ...(toldBefore.length > 0 ? [''] : []),
    ...toldBefore.flatMap(({ check, under }) => {
      const text = `${count(check.findings.length, 'finding')}, told under ${under.title}`;
      return row(screen, 'above', text, { label: 'dim', aside: check.id });
    }),
  ];
}

function findingRows(screen: Screen, check: CheckResult, finding: Finding, clock: Clock): string[] {
  const { severity, state } = finding;
  return [
    ...row(screen, severity.toUpperCase(), finding.message, { label: severityStyles[severity], text: 'bold' }),
    ...row(screen, stateWords[state], describeAge(finding, clock), { label: stateStyles[state], aside: check.id }),
    ...subjectRows(screen, finding),
    ...(severity === 'critical' ? stepRows(screen, finding.remediation) : nextRows(screen, finding.remediation)),
  ];
}

/** What it is about, as far as the message does not say it: the subject, those rolled up into it, their owner. */
function subjectRows(screen: Screen, { message, subject, also, owner }: Finding): string[] {
  const isSaid = message.includes(subject.name) && (subject.namespace === null || message.includes(subject.namespace));
  const subjects = isSaid ? also : [subject, ...also];
  if (subjects.length === 0) return [];
  const of = owner === undefined ? '' : `, of ${nameSubject(owner)}`;
  return row(screen, isSaid ? 'also' : 'on', nameSubjects(subjects, subjectsShown) + of, { label: 'dim' });
}

/** All that there is to do, for what cannot wait. */
function stepRows(screen: Screen, remediation: readonly RemediationStep[]): string[] {
  return remediation.flatMap(({ text, command, verify }, index) => [
    ...row(screen, String(index + 1), text, { label: 'dim' }),
    ...(command === undefined ? [] : [commandRow(screen, '', command)]),
    ...(verify === undefined ? [] : [commandRow(screen, 'verify', verify)]),
  ]);
}

/** The first command to type; without any, the first thing to do. */
function nextRows(screen: Screen, remediation: readonly RemediationStep[]): string[] {
  const command = remediation.find((step) => step.command !== undefined)?.command;
  if (command !== undefined) return [commandRow(screen, 'next', command)];
  return remediation.slice(0, 1).flatMap(({ text }) => row(screen, 'next', text, { label: 'dim' }));
}
