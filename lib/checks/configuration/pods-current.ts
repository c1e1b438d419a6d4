import { type ConfigMap, configMaps } from '#lib/cluster/sources/config-maps.ts';
import type { DataChange } from '#lib/cluster/sources/field-changes.ts';
import { type NamedSecret, namedSecrets } from '#lib/cluster/sources/named-secrets.ts';
import { type PodReferences, podReferences } from '#lib/cluster/sources/pod-references.ts';
import type { Reference } from '#lib/cluster/sources/references.ts';
import { defineCheck, type Observation } from '../check.ts';
import { ageMs, formatDuration } from '../duration.ts';

/**
 * No container has started before the configuration changed that it takes only as it starts: environment variables, and
 * files mounted by subPath. It runs with the old values, and the next restart brings the new ones unasked.
 *
 * Reads: v1 Pod .spec, .status; v1 ConfigMap, and v1 Secret by name: .metadata.managedFields
 * Quiet for: volumes, which the kubelet keeps current; objects whose managedFields do not say when data changed; pods
 * that have ended or are being deleted; a change of the last minutes
 */
export const configurationPodsCurrent = defineCheck({
  id: 'configuration/pods-current',
  title: 'Pods run with the configuration that is there',
  severity: 'warning',
  remediation: [
    {
      text: 'See what changed and whether it is meant for these pods.',
      command: 'kubectl get {configKind} {config} -n {namespace} --show-managed-fields',
    },
    {
      text: 'Have the pods take it.',
      command: 'kubectl rollout restart {owner} -n {namespace}',
      verify: 'kubectl rollout status {owner} -n {namespace} --timeout=5m',
    },
  ],
  reads: [podReferences, configMaps, namedSecrets],
  settings: { graceMinutes: 15 },
  *run(data, { now, settings }) {
    const changes = changesByName(data.configMaps, data.namedSecrets);
    const pods = data.podReferences.filter(({ phase, deletionAt }) => phase === 'Running' && deletionAt === null);
    for (const pod of pods) {
      for (const stale of staleReferences(pod, changes)) {
        if (ageMs(now, stale.change.at) >= settings.graceMinutes * 60_000) yield describeStale(pod, stale, now);
      }
    }
    return pods.length;
  },
});

type Changes = ReadonlyMap<string, readonly DataChange[]>;
interface Stale {
  readonly reference: Reference;
  readonly container: string;
  readonly startedAt: string;
  readonly change: DataChange;
}

function changesByName(maps: readonly ConfigMap[], secrets: readonly NamedSecret[]): Changes {
  return new Map([
    ...maps.map((map) => [`ConfigMap/${map.namespace}/${map.name}`, map.changes] as const),
    ...secrets.map((secret) => [`Secret/${secret.namespace}/${secret.name}`, secret.found?.changes ?? []] as const),
  ]);
}

/** One for each object that changed after a container had started, on the first such container. */
function staleReferences(pod: PodReferences, changes: Changes): Stale[] {
  const stale = new Map<string, Stale>();
  for (const reference of pod.references.filter(({ isReadAtStart }) => isReadAtStart)) {
    const id = `${reference.kind}/${pod.namespace}/${reference.name}`;
    const change = changes.get(id)?.find(({ keys }) => reference.key === null || keys.includes(reference.key));
    for (const { name, role, state } of pod.containers) {
      const startedAt = state.running?.startedAt;
      if (role === 'init' || !startedAt || !change?.at || !reference.containers.includes(name)) continue;
      if (Date.parse(startedAt) < Date.parse(change.at) && !stale.has(id)) {
        stale.set(id, { reference, container: name, startedAt, change });
      }
    }
  }
  return [...stale.values()];
}

function describeStale(pod: PodReferences, { reference, container, startedAt, change }: Stale, now: Date): Observation {
  const { kind, name } = reference;
  const ago = formatDuration(ageMs(now, change.at));
  return {
    subject: { kind: 'Pod', namespace: pod.namespace, name: pod.name },
    owner: pod.owner,
    discriminator: `${kind}/${name}`,
    message: `Pod ${pod.namespace}/${pod.name}: container ${container} has run since ${startedAt} and takes ${kind} ${name} as it starts (${reference.place}); ${change.manager} changed that ${ago} ago`,
    since: change.at,
    evidence: { config: name, configKind: kind.toLowerCase(), container, startedAt, manager: change.manager },
  };
}
