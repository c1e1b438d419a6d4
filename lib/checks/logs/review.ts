import type { ContainerLog, LogLine, PodLogs } from '#lib/cluster/sources/pod-logs.ts';
import type { Conclusion, Observation, RemediationStep } from '../check.ts';
import { type Level, levelOf } from './level.ts';
import { templateOf } from './template.ts';

/** The lines of one kind that one container of one workload wrote, over all its pods. */
export interface LogGroup {
  readonly level: Level;
  readonly template: string;
  readonly count: number;
  readonly firstAt: string | null;
  readonly lastAt: string | null;
  /** The log that wrote the newest one, and that line. */
  readonly newest: ContainerLog;
  readonly sample: string;
  readonly pods: readonly string[];
}

/** What is told of a workload's kinds of lines; the rarest beyond it are counted. */
const maxGroups = 20;

/** A line of a stack trace: it belongs to the line that it stands under. */
const continuation = /^(\s+(at |\.\.\.|File "|\^)|\s{4,}\S|\t|Caused by: |goroutine \d+ |\S+\(0x[\da-f]+|\S+\.go:\d+)/;

interface Entry {
  readonly log: ContainerLog;
  readonly line: LogLine;
  readonly template: string;
  readonly level: Level;
}

/** The kinds of lines of these levels, the most frequent first, at most 20 for each container of a workload. */
export function groupLines(logs: PodLogs, wanted: readonly Level[]): LogGroup[] {
  const groups = groupAllLines(logs, wanted);
  const byContainer = Map.groupBy(groups, ({ newest }) => containerOf(newest));
  return [...byContainer.values()].flatMap((ofOne) => ofOne.toSorted((a, b) => b.count - a.count).slice(0, maxGroups));
}

/** The kinds of lines of these levels, however many: by container, in the order in which they came. */
export function groupAllLines({ containers }: PodLogs, wanted: readonly Level[]): LogGroup[] {
  const byContainer = Map.groupBy(containers, containerOf);
  return [...byContainer.values()].flatMap((logs) => {
    const entries = logs.flatMap((log) => entriesOf(log, wanted));
    return [...Map.groupBy(entries, ({ level, template }) => `${level} ${template}`).values()].map(toGroup);
  });
}

function containerOf({ owner, namespace, container }: ContainerLog): string {
  return [owner.kind, namespace, owner.name, container].join('/');
}

function entriesOf(log: ContainerLog, wanted: readonly Level[]): Entry[] {
  return log.lines.flatMap((line) => {
    if (continuation.test(line.text)) return [];
    const { level, message } = levelOf(line.text);
    return wanted.includes(level) ? [{ log, line, level, template: templateOf(message) }] : [];
  });
}

function toGroup(entries: readonly Entry[]): LogGroup {
  const sorted = entries.toSorted((a, b) => compareInstants(a.line.at, b.line.at));
  const [first, newest] = [sorted[0] as Entry, sorted.at(-1) as Entry];
  return {
    level: first.level,
    template: first.template,
    count: entries.length,
    firstAt: first.line.at,
    lastAt: newest.line.at,
    newest: newest.log,
    sample: newest.line.text.slice(0, 300),
    pods: [...new Set(sorted.map(({ log }) => log.pod))].slice(0, 20),
  };
}

function compareInstants(a: string | null, b: string | null): number {
  return (Date.parse(a ?? '') || 0) - (Date.parse(b ?? '') || 0);
}

/**
 * A group as a finding of its workload; the template tells it apart from others. `newSince` is the day of the review that
 * did not see it.
 */
export function observe(group: LogGroup, newSince: string | null): Observation {
  const { newest, template, count, firstAt, lastAt, pods, sample } = group;
  const { namespace, owner, pod, container, isPrevious } = newest;
  const times = count === 1 ? 'once' : `${count} times`;
  const when = count === 1 || firstAt === lastAt ? (lastAt ?? '') : `${firstAt} to ${lastAt}`;
  const news = newSince === null ? '' : `, new since the review of ${newSince}`;
  const where = pods.length > 1 ? ` in ${pods.length} pods` : '';
  return {
    subject: owner,
    discriminator: `${container}\n${template}`,
    message: `${owner.kind} ${namespace}/${owner.name}, container ${container}: ${times}${where}${when && `, ${when}`}${news}: ${template}`,
    since: firstAt,
    evidence: {
      template,
      count,
      firstAt,
      lastAt,
      pods,
      pod,
      container,
      sample,
      ...(newSince !== null && { newSince }),
    },
    remediation: stepsFor(group, isPrevious),
  };
}

function stepsFor({ newest }: LogGroup, isPrevious: boolean): readonly RemediationStep[] {
  const previous = isPrevious ? ' --previous' : '';
  const look = {
    text: 'Read what stands around it.',
    command: `kubectl logs {pod} -c {container} -n {namespace} --tail=200${previous}`,
  };
  const verify = 'kubectl logs {pod} -c {container} -n {namespace} --since=10m';
  return newest.isApplication
    ? [
        look,
        {
          text: 'Find what began at the first of them: a rollout, a change of configuration, a fault of a dependency.',
          command: 'kubectl get events -n {namespace} --sort-by=.lastTimestamp',
        },
        {
          text: 'Mend the cause, or go back to the revision before.',
          command: 'kubectl rollout undo {owner} -n {namespace}',
          verify,
        },
      ]
    : [
        look,
        { text: 'Check its configuration.', command: 'kubectl get configmaps -n {namespace}' },
        {
          text: 'Restart it, one pod after the other.',
          command: 'kubectl rollout restart {owner} -n {namespace}',
          verify,
        },
      ];
}

/** How a review ends: unknown where a log could not be read, with a note where not all were. */
export function conclude(
  { containers, leftOut }: PodLogs,
  figures: Pick<Extract<Conclusion, { examined: number }>, 'measurements' | 'remember'> = {},
): Conclusion {
  const failed = containers.filter(({ failure }) => failure !== '');
  const [first] = failed;
  if (first) {
    const more = failed.length > 1 ? ` and ${failed.length - 1} more` : '';
    return {
      unknown: `the log of ${first.namespace}/${first.pod}, container ${first.container}${more}, could not be read: ${first.failure}`,
    };
  }
  if (containers.length === 0) return { notApplicable: 'no container runs whose log is reviewed' };
  return {
    examined: containers.length,
    ...(leftOut > 0 && {
      note: `the logs of ${containers.length} of ${containers.length + leftOut} containers were read`,
    }),
    ...figures,
  };
}
