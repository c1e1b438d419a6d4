import type { LabelsOf } from './exempt.ts';
import type { SourceOutcome } from './load-sources.ts';

type Labels = Readonly<Record<string, string>>;

/** What the items of a source are, where their projection does not say it itself. */
const kinds: Readonly<Record<string, string>> = { pods: 'Pod', nodes: 'Node' };

/**
 * Looks up the labels of an object among what a run has read: of pods and nodes their own, of workloads those of their
 * pod template. The index is made when the first one is asked for.
 */
export function readLabels(outcomes: ReadonlyMap<string, SourceOutcome>): LabelsOf {
  let index: ReadonlyMap<string, Labels> | undefined;
  return (subject) => {
    index ??= new Map([...outcomes].flatMap(([source, outcome]) => entriesOf(source, outcome)));
    return index.get(keyOf(subject)) ?? {};
  };
}

function entriesOf(source: string, outcome: SourceOutcome): [string, Labels][] {
  if (outcome.status !== 'ok') return [];
  const { data } = outcome;
  const items = Array.isArray(data) ? data : ((data as { items?: unknown } | null)?.items ?? []);
  return Array.isArray(items) ? items.flatMap((item) => entryOf(source, item)) : [];
}

function entryOf(source: string, item: unknown): [string, Labels][] {
  if (typeof item !== 'object' || item === null) return [];
  const { kind = kinds[source], namespace, name, labels, podLabels } = item as Record<string, unknown>;
  const carried = podLabels ?? labels;
  if (typeof kind !== 'string' || typeof name !== 'string' || typeof carried !== 'object' || !carried) return [];
  return [[keyOf({ kind, namespace: typeof namespace === 'string' ? namespace : null, name }), carried as Labels]];
}

function keyOf({ kind, namespace, name }: { kind: string; namespace: string | null; name: string }): string {
  return [kind, namespace ?? '', name].join('\n');
}
