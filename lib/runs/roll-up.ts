import { createHash } from 'node:crypto';
import type {
  AnyCheck,
  Evidence,
  EvidenceValue,
  Observation,
  RemediationStep,
  Severity,
  Subject,
} from '#lib/checks/check.ts';
import type { Finding } from './run-document.ts';

/** A finding before it is compared with the run before. */
export type FindingDraft = Omit<Finding, 'state' | 'firstSeenAt' | 'runs'>;

const severityOrder: readonly Severity[] = ['critical', 'warning', 'info'];

/**
 * Rolls the observations of one check up into findings, one for each owner and discriminator: the worst severity, the
 * earliest since, the first subject by name and the others beside it.
 */
export function rollUp(
  check: AnyCheck,
  observations: readonly Observation[],
  cluster: string,
  severity?: Severity,
): FindingDraft[] {
  const groups = Map.groupBy(observations, (observation) => fingerprintOf(check.id, cluster, observation));
  return [...groups].map(([fingerprint, group]) => {
    const sorted = group.toSorted((a, b) => compareNames(a.subject, b.subject));
    const first = sorted[0] as Observation;
    const evidence = first.evidence ?? {};
    return {
      fingerprint,
      severity: severity ?? worst(group.map((observation) => observation.severity ?? check.severity)),
      subject: first.subject,
      ...(first.owner && !isSame(first.owner, first.subject) && { owner: first.owner }),
      also: sorted.slice(1).map((observation) => observation.subject),
      message: first.message,
      since: earliest(group.map((observation) => observation.since ?? null)),
      remediation: (first.remediation ?? check.remediation).map((step) => fillIn(step, first, evidence)),
      evidence,
    };
  });
}

/** Stable over runs and pod names: what is wrong, where, with whom. */
function fingerprintOf(checkId: string, cluster: string, { owner, subject, discriminator = '' }: Observation): string {
  const { kind, namespace, name } = owner ?? subject;
  const identity = [checkId, cluster, kind, namespace ?? '', name, discriminator].join('\n');
  return createHash('sha256').update(identity).digest('hex').slice(0, 16);
}

function compareNames(a: Subject, b: Subject): number {
  const [left, right] = [a, b].map(({ namespace, name }) => `${namespace ?? ''}/${name}`);
  return (left ?? '') < (right ?? '') ? -1 : 1;
}

function isSame(a: Subject, b: Subject): boolean {
  return a.kind === b.kind && a.namespace === b.namespace && a.name === b.name;
}

function worst(severities: readonly Severity[]): Severity {
  return severityOrder.find((severity) => severities.includes(severity)) ?? 'info';
}

function earliest(instants: readonly (string | null)[]): string | null {
  const known = instants.filter((instant) => instant !== null && !Number.isNaN(Date.parse(instant)));
  return known.toSorted((a, b) => Date.parse(a ?? '') - Date.parse(b ?? ''))[0] ?? null;
}

/** Puts the subject's and the evidence's values in place of `{name}` and the like. */
function fillIn(step: RemediationStep, { subject, owner = subject }: Observation, evidence: Evidence): RemediationStep {
  const values: Record<string, EvidenceValue> = {
    ...evidence,
    kind: subject.kind.toLowerCase(),
    namespace: subject.namespace ?? evidence.namespace ?? 'default',
    name: subject.name,
    owner: `${owner.kind.toLowerCase()}/${owner.name}`,
  };
  const fill = (text: string) =>
    text.replace(/\{(\w+)\}/g, (whole, key: string) => {
      const value = values[key];
      return typeof value === 'object' || value === undefined ? whole : String(value);
    });
  return Object.fromEntries(Object.entries(step).map(([key, text]) => [key, fill(text)])) as unknown as RemediationStep;
}
