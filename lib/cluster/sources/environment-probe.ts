import type { RunbookConfig } from '#lib/config/schema.ts';
import type { ClusterApi } from '../cluster-api.ts';
import { ReadError } from '../read-error.ts';
import { defineSource } from '../source.ts';
import { matchingNames } from './environment-names.ts';
import { type PodReferences, podReferences } from './pod-references.ts';

/** A container's environment as it is, as far as it was asked for. */
export interface ProbedEnvironment {
  readonly workload: string;
  readonly namespace: string;
  readonly pod: string;
  readonly container: string;
  /** The names that match what is required; values are dropped as they are read. Null where `env` could not be run. */
  readonly names: readonly string[] | null;
  /** Why not; empty when it could. */
  readonly failure: string;
}

/**
 * A probe: runs `env`, and nothing else, in one running pod of each workload whose environment is required. Only with
 * `configuration.exec`; null without it.
 */
export const environmentProbe = defineSource({
  name: 'environmentProbe',
  title: 'the environment of running containers',
  permissions: ({ configuration, namespaces }) =>
    configuration.exec && configuration.requiredEnvironment.length > 0
      ? [
          { verb: 'list', group: '', resource: 'pods', namespaces },
          // The API server asks for `get` of a WebSocket's handshake, since 1.35 for `create` as well.
          { verb: 'get', group: '', resource: 'pods/exec', namespaces },
          { verb: 'create', group: '', resource: 'pods/exec', namespaces },
        ]
      : [],
  async load(api, context): Promise<readonly ProbedEnvironment[] | null> {
    const { exec, requiredEnvironment } = context.config.configuration;
    if (!exec) return null;
    const pods = await context.read(podReferences);
    const targets = requiredEnvironment.flatMap((required) => targetsOf(required, pods));
    return Promise.all(targets.map((target) => probe(api, target)));
  },
});

type Required = RunbookConfig['configuration']['requiredEnvironment'][number];
interface Target {
  readonly required: Required;
  readonly pod: PodReferences;
  readonly container: string;
}

/** The containers of one pod of the workload: its newest that runs. */
function targetsOf(required: Required, pods: readonly PodReferences[]): Target[] {
  const running = pods.filter(
    ({ owner, phase, deletionAt }) => owner.name === required.workload && phase === 'Running' && deletionAt === null,
  );
  const [pod] = running.toSorted((a, b) => ((a.createdAt ?? '') > (b.createdAt ?? '') ? -1 : 1));
  const containers = pod?.containers.filter(
    ({ name, role, state }) => role === 'app' && state.running && name === (required.container ?? name),
  );
  return pod && containers ? containers.map(({ name }) => ({ required, pod, container: name })) : [];
}

async function probe(api: ClusterApi, { required, pod, container }: Target): Promise<ProbedEnvironment> {
  const place = { workload: required.workload, namespace: pod.namespace, pod: pod.name, container };
  try {
    const output = await api.exec({ namespace: pod.namespace, pod: pod.name, container, command: ['env'] });
    return { ...place, names: matchingNames(output, required.names), failure: '' };
  } catch (error) {
    // An image without `env` is no fault of the cluster; a right that is missing is one of the read.
    if (!(error instanceof ReadError) || error.failure !== 'failed') throw error;
    return { ...place, names: null, failure: error.message };
  }
}
