import type { Subject } from '#lib/checks/check.ts';
import type { Exemption } from '#lib/config/exemptions-schema.ts';
import type { FindingDraft } from './roll-up.ts';
import type { CheckVerdict } from './run-check.ts';
import type { ExemptionReport, HiddenFinding } from './run-document.ts';

/** The labels of an object, as far as the run has read them; none for what it has not. */
export type LabelsOf = (subject: Subject) => Readonly<Record<string, string>>;

/** What is needed to judge by: the exemptions, the day, and labels for those that name one. */
export interface ExemptContext {
  readonly exemptions: readonly Exemption[];
  readonly now: Date;
  /** IANA zone in which an exemption's last day ends. */
  readonly timeZone: string;
  readonly labelsOf: LabelsOf;
}

export interface Exempted {
  readonly verdicts: readonly CheckVerdict[];
  /** Undefined when the configuration has no exemptions. */
  readonly report: ExemptionReport | undefined;
}

/**
 * Takes out of the verdicts what is exempted. A finding of several objects is hidden only when its owner, or every one
 * of them, is exempted: an exemption never hides more than it names. A check that could not look stays unknown. Reports
 * what was hidden, and of the exemptions of these checks those that have ended and those that hid nothing although their
 * check did look.
 */
export function exempt(verdicts: readonly CheckVerdict[], context: ExemptContext): Exempted {
  if (context.exemptions.length === 0) return { verdicts, report: undefined };
  const today = dayOf(context.now, context.timeZone);
  const asked = new Set<string>(verdicts.map(({ check }) => check.id));
  const [holding, over] = partition(context.exemptions, ({ until }) => until >= today);
  const hidden: HiddenFinding[] = [];
  const used = new Set<Exemption>();
  const left = verdicts.map((verdict) => {
    const kept = verdict.findings.filter((finding) => {
      const by = holding.filter((exemption) => covers(exemption, verdict.check.id, finding, context.labelsOf));
      for (const exemption of by) used.add(exemption);
      if (by[0]) hidden.push(toHidden(verdict.check.id, finding, by[0]));
      return by.length === 0;
    });
    return kept.length === verdict.findings.length ? verdict : withFindings(verdict, kept);
  });
  const looked = new Set<string>(verdicts.filter(hasLooked).map(({ check }) => check.id));
  const unmatched = holding.filter((exemption) => !used.has(exemption) && looked.has(exemption.check));
  return { verdicts: left, report: { hidden, ended: over.filter(({ check }) => asked.has(check)), unmatched } };
}

/** The verdict with fewer findings: what failed by those that are hidden has passed. */
function withFindings(verdict: CheckVerdict, findings: readonly FindingDraft[]): CheckVerdict {
  const isFailed = findings.some(({ severity }) => severity !== 'info');
  return { ...verdict, findings, status: verdict.status === 'failed' && !isFailed ? 'passed' : verdict.status };
}

function covers(exemption: Exemption, check: string, finding: FindingDraft, labelsOf: LabelsOf): boolean {
  if (exemption.check !== check || !isOnContainer(exemption, finding)) return false;
  const isNamed = (subject: Subject) => names(exemption, subject, labelsOf);
  return (finding.owner && isNamed(finding.owner)) || [finding.subject, ...finding.also].every(isNamed);
}

function names({ namespace, kind, name, label }: Exemption, subject: Subject, labelsOf: LabelsOf): boolean {
  if (namespace !== undefined && namespace !== subject.namespace) return false;
  if (kind !== undefined && kind !== subject.kind) return false;
  if (name !== undefined && !globPattern(name).test(subject.name)) return false;
  if (label === undefined) return true;
  const at = label.indexOf('=');
  return labelsOf(subject)[label.slice(0, at)] === label.slice(at + 1);
}

/** Checks that judge containers say in the evidence which one it is. */
function isOnContainer({ container }: Exemption, { evidence }: FindingDraft): boolean {
  return container === undefined || evidence['container'] === container;
}

function globPattern(glob: string): RegExp {
  const literal = glob.replaceAll(/[\\^$.+()[\]{}|]/g, '\\$&');
  return new RegExp(`^${literal.replaceAll('*', '.*').replaceAll('?', '.')}$`, 's');
}

function toHidden(check: string, finding: FindingDraft, { owner, reason, until }: Exemption): HiddenFinding {
  const { fingerprint, severity, subject, message } = finding;
  return { check, fingerprint, severity, subject, message, exemption: { owner, reason, until } };
}

function hasLooked({ status }: CheckVerdict): boolean {
  return status === 'passed' || status === 'failed';
}

/** The day of an instant in a zone, as `YYYY-MM-DD`. */
export function dayOf(instant: Date, timeZone: string): string {
  return new Intl.DateTimeFormat('en-CA', { timeZone, dateStyle: 'short' }).format(instant);
}

function partition<T>(items: readonly T[], isFirst: (item: T) => boolean): [T[], T[]] {
  return [items.filter(isFirst), items.filter((item) => !isFirst(item))];
}
