import type { EarlierRuns } from '#lib/cluster/sources/earlier-runs.ts';
import type { PodLogs } from '#lib/cluster/sources/pod-logs.ts';
import { groupAllLines, type LogGroup } from './review.ts';

/** The kinds of lines that the review before did not see; `since` is null where there is none to compare with. */
export interface LogChanges {
  readonly since: { readonly run: string; readonly at: string } | null;
  readonly appeared: readonly string[];
}

/** The rarest kinds beyond it are not remembered. */
const kindsKept = 5000;

/** Every kind of line of some gravity, as the next review compares with it: in words, the most frequent first. */
export function listKinds(logs: PodLogs): string[] {
  const groups = groupAllLines(logs, ['critical', 'error', 'warning']).toSorted((a, b) => b.count - a.count);
  return groups.slice(0, kindsKept).map(nameKind);
}

/** What is new among these kinds. */
export function changesOf(kinds: readonly string[], { runs: [before] }: EarlierRuns<readonly string[]>): LogChanges {
  if (!before) return { since: null, appeared: [] };
  const known = new Set(before.value);
  return { since: { run: before.run, at: before.at }, appeared: kinds.filter((kind) => !known.has(kind)) };
}

/** The day of the review before, where it did not see this kind; null where it did, or where there is none. */
export function newSince(group: LogGroup, { runs: [before] }: EarlierRuns<readonly string[]>): string | null {
  return before && !before.value.includes(nameKind(group)) ? before.at.slice(0, 10) : null;
}

function nameKind({ level, newest: { owner, namespace, container }, template }: LogGroup): string {
  return `${level} of ${owner.kind} ${namespace}/${owner.name}, container ${container}: ${template}`;
}
