import type { Subject } from '#lib/checks/check.ts';
import type { CheckResult, Finding, ReadRecord, RunDocument, StepResult } from '#lib/runs/run-document.ts';

/**
 * The run document as one JSON document that ends in a newline, its keys in the order of the contract and any further
 * ones after them. Control characters are escaped, those beyond ASCII too: the output may go to a terminal.
 */
export function renderJson(document: RunDocument): string {
  const { run, steps, resolved, reads } = document;
  const ordered = inOrder(['schemaVersion', 'run', 'steps', 'resolved', 'measurements', 'reads'], {
    ...document,
    run: inOrder(['id', 'window', 'cluster', 'scheduledAt', 'startedAt', 'finishedAt', 'status'], run),
    steps: steps.map(orderStep),
    resolved: resolved.map((finding) => ({ ...finding, subject: orderSubject(finding.subject) })),
    reads: reads.map(orderRead),
  });
  return `${JSON.stringify(ordered, null, 2).replaceAll(/[\p{Cf}\x7f-\x9f\u2028\u2029]/gu, escapeCharacter)}\n`;
}

function orderStep(step: StepResult): StepResult {
  return inOrder(['id', 'title', 'status', 'checks'], { ...step, checks: step.checks.map(orderCheck) });
}

function orderCheck(check: CheckResult): CheckResult {
  const keys = ['id', 'title', 'status', 'reason', 'examined', 'findings'] as const;
  return inOrder(keys, { ...check, findings: check.findings.map(orderFinding) });
}

function orderFinding(finding: Finding): Finding {
  const keys = [
    'fingerprint',
    'severity',
    'state',
    'subject',
    'also',
    'message',
    'since',
    'remediation',
    'evidence',
  ] as const;
  const remediation = finding.remediation.map((step) => inOrder(['text', 'command', 'verify'], step));
  const also = finding.also.map(orderSubject);
  return inOrder(keys, { ...finding, subject: orderSubject(finding.subject), also, remediation });
}

function orderSubject(subject: Subject): Subject {
  return inOrder(['kind', 'namespace', 'name'], subject);
}

function orderRead(read: ReadRecord): ReadRecord {
  return inOrder(['source', 'requests', 'bytes', 'items', 'durationMs', 'status', 'error'], read);
}

/** The same object with these keys first, as far as it has them. */
function inOrder<T extends object>(keys: readonly (keyof T)[], value: T): T {
  const first = keys.filter((key) => key in value).map((key) => [key, value[key]]);
  return { ...Object.fromEntries(first), ...value };
}

function escapeCharacter(character: string): string {
  return character
    .split('')
    .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .join('');
}
