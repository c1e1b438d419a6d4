import type { Pod as RawPod } from 'kubernetes-types/core/v1.d.ts';
import type { RunbookConfig } from '#lib/config/schema.ts';
import type { ClusterApi } from '../cluster-api.ts';
import { formatLabels } from './labels.ts';
import { type Container, type Pod, toPod } from './pods.ts';

/** A selection of pods whose logs are reviewed. */
export interface LogSelection {
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly tailLines: number;
  /** True for the application's own; false for what belongs to the cluster. */
  readonly isApplication: boolean;
}

/** One log: of a container as it runs, or of the instance before. */
export interface LogTarget {
  readonly pod: Pod;
  readonly container: string;
  readonly isPrevious: boolean;
  readonly tailLines: number;
  readonly isApplication: boolean;
}

/** The pods whose logs the configuration asks for. */
export function logSelections({ workloads, logs }: RunbookConfig): LogSelection[] {
  return [
    ...workloads.map(({ namespace, labels }) => ({
      namespace,
      labels,
      tailLines: logs.tailLines,
      isApplication: true,
    })),
    ...logs.selectors.map((selector) => ({ ...selector, isApplication: false })),
  ];
}

/** The logs of a selection that can be read now. A pod that is being deleted is left alone: its node may be gone. */
export async function findLogTargets(api: ClusterApi, selection: LogSelection): Promise<LogTarget[]> {
  const pods = await api.list(`/api/v1/namespaces/${selection.namespace}/pods`, (raw: RawPod) => toPod(raw), {
    labelSelector: formatLabels(selection.labels),
  });
  const live = pods.filter(({ deletionAt, nodeName }) => deletionAt === null && nodeName !== null);
  return live.flatMap((pod) =>
    pod.containers.flatMap((container) =>
      instancesOf(container).map((isPrevious) => ({
        pod,
        container: container.name,
        isPrevious,
        tailLines: selection.tailLines,
        isApplication: selection.isApplication,
      })),
    ),
  );
}

/**
 * Which instances of a container have something to say. Between two instances the kubelet shows the last one's log as the
 * current; one that was never started has none.
 */
function instancesOf({ state, lastState }: Container): boolean[] {
  if (state.running) return lastState.terminated && lastState.terminated.exitCode !== 0 ? [false, true] : [false];
  return (state.terminated ?? lastState.terminated) ? [false] : [];
}
