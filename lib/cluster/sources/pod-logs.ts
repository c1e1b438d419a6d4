import type { ClusterApi } from '../cluster-api.ts';
import { parseStatus } from '../explain.ts';
import type { ObjectName } from '../owner.ts';
import { ReadError } from '../read-error.ts';
import { defineSource } from '../source.ts';
import { findLogTargets, type LogTarget, logSelections } from './log-targets.ts';
import { maskLines } from './mask-secrets.ts';

/** One line, masked, without the instant that the kubelet put before it. */
export interface LogLine {
  /** ISO; null where the kubelet gave none. */
  readonly at: string | null;
  readonly text: string;
}

/** The last lines of one container. */
export interface ContainerLog {
  readonly namespace: string;
  readonly pod: string;
  readonly owner: ObjectName;
  readonly container: string;
  /** Of the instance before the one that runs. */
  readonly isPrevious: boolean;
  readonly isApplication: boolean;
  readonly lines: readonly LogLine[];
  /** Why it could not be read; empty when it was. */
  readonly failure: string;
}

/** The logs of the selected pods. */
export interface PodLogs {
  readonly containers: readonly ContainerLog[];
  /** Logs beyond `logs.maxContainers`, which were not read. */
  readonly leftOut: number;
}

/** Enough for a hundred stack traces; a log whose last lines are longer is read with fewer of them. */
const maxBytes = 256 * 1024;
/** A line longer than this is a document. It is masked whole and then cut. */
const maxLineCharacters = 2000;
const maskedCharacters = 16_384;

/** The last lines that the configured workloads and system pods wrote. */
export const podLogs = defineSource({
  name: 'podLogs',
  title: 'the last lines of the reviewed logs',
  permissions: (config) => {
    const namespaces = [...new Set(logSelections(config).map(({ namespace }) => namespace))];
    if (namespaces.length === 0) return [];
    return [
      { verb: 'list', group: '', resource: 'pods', namespaces },
      { verb: 'get', group: '', resource: 'pods/log', namespaces },
    ];
  },
  async load(api, { config }): Promise<PodLogs> {
    const found = await Promise.all(logSelections(config).map((selection) => findLogTargets(api, selection)));
    const chosen = found.flatMap((targets) => thinOut(targets, config.logs.maxContainers));
    const containers = await Promise.all(chosen.map((target) => readLog(api, target)));
    return {
      containers: containers.filter((log) => log !== null),
      leftOut: found.flat().length - chosen.length,
    };
  },
});

/** So many of a selection, spread over all of it. */
function thinOut<T>(items: readonly T[], limit: number): T[] {
  if (items.length <= limit) return [...items];
  return Array.from({ length: limit }, (_, at) => items[Math.floor((at * items.length) / limit)] as T);
}

/** One log; null when there turns out to be none: the pod has gone, or the container has not started. */
async function readLog(api: ClusterApi, target: LogTarget): Promise<ContainerLog | null> {
  const { pod, container, isPrevious, isApplication } = target;
  const log = { namespace: pod.namespace, pod: pod.name, owner: pod.owner, container, isPrevious, isApplication };
  const { status, body } = await askLog(api, target, target.tailLines);
  if (status === 200) return { ...log, lines: toLines(body), failure: '' };
  const said = parseStatus(body)?.message ?? body.slice(0, 200).trim();
  if (status === 404 || /is waiting to start|is not available|previous terminated container/.test(said)) return null;
  return { ...log, lines: [], failure: said || `HTTP ${status}` };
}

/** The API cuts a log at its end, where what is newest stands; so one that is too long is asked for fewer lines. */
async function askLog(
  api: ClusterApi,
  target: LogTarget,
  tailLines: number,
): Promise<{ status: number; body: string }> {
  const { pod, container, isPrevious } = target;
  const query = new URLSearchParams({ container, tailLines: String(tailLines), timestamps: 'true' });
  if (isPrevious) query.set('previous', 'true');
  const path = `/api/v1/namespaces/${pod.namespace}/pods/${pod.name}/log?${query.toString()}`;
  try {
    const answer = await api.http(path, { maxBytes });
    if (Buffer.byteLength(answer.body) < maxBytes || tailLines === 1) return answer;
    return await askLog(api, target, Math.max(1, Math.floor(tailLines / 4)));
  } catch (error) {
    // A kubelet that does not answer is about one log; a right that is missing is about all of them.
    if (!(error instanceof ReadError) || error.failure !== 'timeout') throw error;
    return { status: 504, body: error.message };
  }
}

/** The lines of a log that was asked for with timestamps. */
export function toLines(body: string): LogLine[] {
  const parts = body.split('\n').map((line) => {
    const [stamp = '', at] = /^(\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:\d\d)) /.exec(line) ?? [];
    return { at: at ?? null, text: line.slice(stamp.length, stamp.length + maskedCharacters) };
  });
  const masked = maskLines(parts.map(({ text }) => text));
  return parts
    .map(({ at }, index) => ({ at, text: (masked[index] ?? '').slice(0, maxLineCharacters) }))
    .filter(({ text }) => text.trim() !== '');
}
