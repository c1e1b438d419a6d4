import type { PodReferences } from '#lib/cluster/sources/pod-references.ts';
import type { Reference } from '#lib/cluster/sources/references.ts';
import type { TemplateReferences } from '#lib/cluster/sources/template-references.ts';
import type { Observation, RemediationStep, Subject } from '../check.ts';

/** Something that refers to configuration: a workload's template, or a pod that no template of ours makes. */
export interface Referrer {
  readonly subject: Subject;
  readonly isIdle: boolean;
  readonly references: readonly Reference[];
}

const templateKinds: ReadonlySet<string> = new Set(['Deployment', 'StatefulSet', 'DaemonSet', 'CronJob']);

/** Templates, and the pods that stand for themselves or for an owner whose template is not read. Ended pods need nothing. */
export function referrersOf(templates: readonly TemplateReferences[], pods: readonly PodReferences[]): Referrer[] {
  const own = pods.filter(({ owner, phase, deletionAt }) => {
    const isOver = phase === 'Succeeded' || phase === 'Failed' || deletionAt !== null;
    return !isOver && !templateKinds.has(owner.kind);
  });
  return [
    ...templates.map(({ kind, namespace, name, isIdle, references }) => ({
      subject: { kind, namespace, name },
      isIdle,
      references,
    })),
    ...own.map(({ owner, references }) => ({ subject: owner, isIdle: false, references })),
  ];
}

/** The keys of an object; null when there is no such object. */
type KeysOf = (namespace: string, name: string) => ReadonlySet<string> | null;

/** One observation for each object that a referrer needs and does not find, with all the places that need it. */
export function* findUnresolved(kind: Reference['kind'], referrers: readonly Referrer[], keysOf: KeysOf) {
  for (const referrer of referrers) {
    const broken = referrer.references.filter((reference) => reference.kind === kind && isBroken(reference, referrer));
    for (const [name, references] of Map.groupBy(broken, (reference) => reference.name)) {
      yield describe(referrer, name, references, keysOf(referrer.subject.namespace ?? '', name) === null);
    }
  }

  function isBroken(reference: Reference, { subject }: Referrer): boolean {
    if (reference.isOptional) return false;
    const keys = keysOf(subject.namespace ?? '', reference.name);
    return keys === null || (reference.key !== null && !keys.has(reference.key));
  }
}

function describe(
  { subject, isIdle }: Referrer,
  name: string,
  references: readonly Reference[],
  isAbsent: boolean,
): Observation {
  const kind = references[0]?.kind ?? 'ConfigMap';
  const places = references.map(({ place, key }) => (isAbsent || key === null ? place : `${place}: key ${key}`));
  const shown = [...new Set(places)].slice(0, 5).join('; ');
  const lacks = isAbsent ? 'which does not exist' : 'which lacks what it needs';
  return {
    subject,
    discriminator: `${kind}/${name}`,
    ...(isIdle && { severity: 'info' as const }),
    message: `${subject.kind} ${subject.namespace}/${subject.name} refers to ${kind} ${name}, ${lacks} (${shown})`,
    evidence: { referred: name, referredKind: kind.toLowerCase(), places: [...new Set(places)].slice(0, 20) },
    remediation: unresolvedSteps,
  };
}

/** What to do about a reference that leads nowhere. */
export const unresolvedSteps: readonly RemediationStep[] = [
  { text: 'Look what is there.', command: 'kubectl describe {referredKind} {referred} -n {namespace}' },
  {
    text: 'Create what is missing, or correct the reference. Pods that run go on; the next one will not start.',
    command: 'kubectl edit {owner} -n {namespace}',
    verify: 'kubectl get pods -n {namespace}',
  },
];
