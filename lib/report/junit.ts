import type { CheckResult, Finding, RunDocument, StepResult } from '#lib/runs/run-document.ts';
import { compareUrgency } from './findings.ts';
import { printableDocument, type ShownDocument } from './printable.ts';
import { nameSubjects } from './subjects.ts';
import { describeExemptions } from './summary.ts';
import { element, escapeXml } from './xml.ts';

/**
 * A run as JUnit XML, which every CI shows: a suite for each step, a case for each check. Failed checks are failures,
 * unknown ones errors, not applicable ones skipped; what needs no action (info, notes) is output of a passed case.
 * Reads are shared, so that only the run has a time (seconds), not its checks.
 */
export function renderJunit(document: RunDocument): string {
  const shown = printableDocument(document);
  const { run, steps } = shown;
  const tookSeconds = (Date.parse(run.finishedAt) - Date.parse(run.startedAt)) / 1000;
  const name = `${run.window} on ${run.cluster}`;
  const checks = steps.flatMap((step) => step.checks);
  const attributes = { name, ...countCases(checks), time: tookSeconds.toFixed(3) };
  const suites = steps.map((step, index) => `\n  ${suite(step, index, shown)}`);
  return `<?xml version="1.0" encoding="UTF-8"?>\n${element('testsuites', attributes, [...suites, '\n'])}\n`;
}

function suite(step: StepResult, index: number, document: ShownDocument): string {
  const { run } = document;
  const attributes = {
    name: step.title,
    package: step.id,
    id: index,
    ...countCases(step.checks),
    timestamp: timestamp(run.startedAt),
  };
  const cases = step.checks.map((check) => `\n    ${testCase(step, check)}`);
  // the format has no place for what concerns all suites: it is said once, in the first
  const exemptions = index === 0 ? describeExemptions(document) : undefined;
  const output =
    exemptions === undefined ? [] : [`\n    ${element('system-out', {}, [escapeXml(`Exempted: ${exemptions}`)])}`];
  return element('testsuite', attributes, [...cases, ...output, '\n  ']);
}

function testCase(step: StepResult, check: CheckResult): string {
  return element('testcase', { name: check.title, classname: `${step.id}.${check.id}` }, outcome(check));
}

function outcome({ status, reason, findings }: CheckResult): string[] {
  const ranked = findings.toSorted(compareUrgency);
  const [worst, ...others] = ranked;
  const text = ranked.map(describeFinding).join('\n\n');
  const message = `${worst?.message}${others.length > 0 ? ` (and ${others.length} more)` : ''}`;
  if (status === 'failed') return [element('failure', { message, type: worst?.severity }, [escapeXml(text)])];
  if (status === 'not-applicable') return [element('skipped', { message: reason })];
  if (status === 'unknown') {
    return [element('error', { message: reason, type: 'unknown' }, text === '' ? [] : [escapeXml(text)])];
  }
  const output = [reason, text].filter((part) => part !== undefined && part !== '').join('\n\n');
  return output === '' ? [] : [element('system-out', {}, [escapeXml(output)])];
}

function describeFinding({ severity, message, since, subject, also, remediation }: Finding): string {
  const commands = remediation.flatMap((step) => [step.text, step.command, step.verify && `verify: ${step.verify}`]);
  const lines = [
    `${severity.toUpperCase()} ${message}`,
    since === null ? undefined : `since ${since}`,
    `on ${nameSubjects([subject, ...also], 20)}`,
    ...commands,
  ];
  return lines.filter((line) => line !== undefined).join('\n');
}

function countCases(checks: readonly CheckResult[]): Record<'tests' | 'failures' | 'errors' | 'skipped', number> {
  const amount = (status: CheckResult['status']) => checks.filter((check) => check.status === status).length;
  return {
    tests: checks.length,
    failures: amount('failed'),
    errors: amount('unknown'),
    skipped: amount('not-applicable'),
  };
}

/** An instant as the format's schemas ask for it: to the second, in UTC, without a zone. */
function timestamp(iso: string): string {
  return iso.replace(/(\.\d+)?Z$/, '');
}
