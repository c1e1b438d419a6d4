import { defineCheck, type Severity } from '#lib/checks/check.ts';
import type { ClusterConnection } from '#lib/cluster/connection.ts';
import { ReadError } from '#lib/cluster/read-error.ts';
import { defineSource } from '#lib/cluster/source.ts';
import type { Window } from '#lib/runbook/window.ts';

/** What is wrong with a cluster, as a story changes it. */
export interface ToyCluster {
  /** Names of the nodes that are not ready: critical. */
  nodes: readonly string[];
  /** Names of the pods that are not ready: critical. */
  pods: readonly string[];
  /** Names of the jobs that failed: a warning. */
  jobs: readonly string[];
  /** Why nothing can be read; null when it can. */
  unreadable: string | null;
}

/** A cluster without a server, and a window of three checks and one step that looks at it. */
export function openToyCluster() {
  const state: ToyCluster = { nodes: [], pods: [], jobs: [], unreadable: null };
  const checkOf = (id: 'nodes/ready' | 'pods/ready' | 'jobs/succeeded', kind: string, severity: Severity) => {
    const part = `${kind.toLowerCase()}s` as 'nodes' | 'pods' | 'jobs';
    const source = defineSource({
      name: part,
      title: part,
      permissions: () => [],
      async load(): Promise<readonly string[]> {
        if (state.unreadable !== null) throw new ReadError('unreachable', state.unreadable);
        return state[part];
      },
    });
    return defineCheck({
      id,
      title: `Every ${kind} is well`,
      severity,
      remediation: [{ text: `Look at ${kind} {name}.`, command: `kubectl describe ${kind.toLowerCase()} {name}` }],
      reads: [source],
      *run(data) {
        const names = data[part] ?? [];
        for (const name of names)
          yield { subject: { kind, namespace: null, name }, message: `${kind} ${name} is not well` };
        return names.length + 1;
      },
    });
  };
  const checks = [
    checkOf('nodes/ready', 'Node', 'critical'),
    checkOf('pods/ready', 'Pod', 'critical'),
    checkOf('jobs/succeeded', 'Job', 'warning'),
  ];
  const window: Window = {
    id: 'daily-morning',
    title: 'Morning',
    steps: [{ id: 'cluster-health', title: 'Cluster health', rows: [{ command: 'kubectl get', checks }], actions: [] }],
  };
  const connection: ClusterConnection = {
    api: () => {
      throw new Error('nothing is asked of a toy');
    },
    connections: () => 0,
    close: () => undefined,
  };
  // a source's load never uses its API
  return { state, window, connection: { ...connection, api: () => ({}) as never } };
}
