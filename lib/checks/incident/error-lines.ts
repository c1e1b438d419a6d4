import type { ObjectName } from '#lib/cluster/owner.ts';
import type { ContainerLog, LogLine, PodLogs } from '#lib/cluster/sources/pod-logs.ts';
import { levelOf } from '../logs/level.ts';
import { templateOf } from '../logs/template.ts';
import { keyOf } from './moment.ts';

/** The logs of one of the application's workloads. */
export interface AppLog {
  readonly owner: ObjectName;
  readonly containers: readonly ContainerLog[];
}

/** Errors of one workload that say the same, but for their numbers and names. */
export interface ErrorTemplate {
  /** What the lines have in common, `<n>` and the like where they differ. */
  readonly text: string;
  readonly count: number;
  readonly firstAt: string | null;
  readonly lastAt: string | null;
  readonly pods: readonly string[];
}

/** The application's logs by workload. */
export function appLogsOf({ containers }: PodLogs): AppLog[] {
  const ofApps = containers.filter(({ isApplication }) => isApplication);
  return [...Map.groupBy(ofApps, ({ owner }) => keyOf(owner)).values()].flatMap((group) => {
    const [first] = group;
    return first ? [{ owner: first.owner, containers: group }] : [];
  });
}

/** The errors of a workload's log, the most frequent first. */
export function findErrors({ containers }: AppLog): ErrorTemplate[] {
  const errors = containers.flatMap(({ pod, lines }) =>
    lines.flatMap((line) => {
      const { level, message } = levelOf(line.text);
      return level === 'error' || level === 'critical' ? [{ pod, line, template: templateOf(message) }] : [];
    }),
  );
  const templates = [...Map.groupBy(errors, ({ template }) => template)].map(([text, members]) => ({
    text,
    count: members.length,
    ...spanOf(members.map(({ line }) => line)),
    pods: [...new Set(members.map(({ pod }) => pod))],
  }));
  return templates.toSorted((a, b) => b.count - a.count);
}

function spanOf(lines: readonly LogLine[]): Pick<ErrorTemplate, 'firstAt' | 'lastAt'> {
  const instants = lines.flatMap(({ at }) => at ?? []).toSorted((a, b) => Date.parse(a) - Date.parse(b));
  return { firstAt: instants[0] ?? null, lastAt: instants.at(-1) ?? null };
}
