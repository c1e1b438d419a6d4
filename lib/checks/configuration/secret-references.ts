import { type WarningEvent, warningEvents } from '#lib/cluster/sources/events.ts';
import { namedSecrets } from '#lib/cluster/sources/named-secrets.ts';
import { type PodReferences, podReferences } from '#lib/cluster/sources/pod-references.ts';
import { templateReferences } from '#lib/cluster/sources/template-references.ts';
import { defineCheck, type Observation } from '../check.ts';
import { findUnresolved, referrersOf, unresolvedSteps } from './unresolved.ts';

/** Events by which the kubelet says that it misses a Secret. */
const tellingReasons: ReadonlySet<string> = new Set(['FailedMount', 'Failed', 'FailedToRetrieveImagePullSecret']);

/**
 * The Secrets that workloads refer to exist, with the keys referred to. Those that the configuration names are looked
 * up; of all others the kubelet tells: by a container that waits with `secret "x" not found` or
 * `couldn't find key k in Secret namespace/x`, and by its events on mounts and image pulls.
 *
 * Reads: v1 Secret by name; apps/v1, batch/v1 pod templates; v1 Pod .spec, .status; v1 Event
 * Quiet for: optional references; Secrets that nothing has missed yet and that are not named
 */
export const configurationSecretReferences = defineCheck({
  id: 'configuration/secret-references',
  title: 'Every Secret that workloads refer to exists',
  severity: 'warning',
  remediation: unresolvedSteps,
  reads: [templateReferences, podReferences, namedSecrets, warningEvents],
  *run(data) {
    const known = new Map(
      data.namedSecrets.map(({ namespace, name, found }) => [
        `${namespace}/${name}`,
        found && new Set(found.entries.map(({ key }) => key)),
      ]),
    );
    const referrers = referrersOf(data.templateReferences, data.podReferences).map((referrer) => ({
      ...referrer,
      references: referrer.references.filter(({ name }) => known.has(`${referrer.subject.namespace}/${name}`)),
    }));
    yield* findUnresolved('Secret', referrers, (namespace, name) => known.get(`${namespace}/${name}`) ?? null);
    const eventsOf = Map.groupBy(data.warningEvents.filter(isTelling), (event) => `${event.namespace}/${event.name}`);
    for (const pod of data.podReferences) {
      if (pod.deletionAt !== null) continue;
      const misses = missedSecrets(pod, eventsOf.get(`${pod.namespace}/${pod.name}`) ?? []);
      for (const [name, message] of misses) {
        if (!known.has(`${pod.namespace}/${name}`)) yield describeMissed(pod, name, message);
      }
    }
    return referrers.length;
  },
});

function isTelling({ kind, reason }: WarningEvent): boolean {
  return kind === 'Pod' && tellingReasons.has(reason);
}

/** The Secrets that the kubelet says it misses for this pod, with its words. */
function missedSecrets(pod: PodReferences, events: readonly WarningEvent[]): Map<string, string> {
  const waiting = pod.containers.flatMap(({ state }) => state.waiting?.message ?? []);
  // Old events outlive what they tell: they count only while the pod is not ready.
  const isReady = pod.conditions.some(({ type, status }) => type === 'Ready' && status === 'True');
  const told = isReady ? [] : events.map(({ message }) => message);
  return new Map(
    [...waiting, ...told].flatMap((message): [string, string][] => {
      const name = missedName(message);
      return name === null ? [] : [[name, message]];
    }),
  );
}

/** The name in the kubelet's words; null where they tell of no Secret. */
function missedName(message: string): string | null {
  const absent = /\bsecrets? "(?:[^"/]+\/)?([^"/]+)" not found/i.exec(message)?.[1];
  const lacking = /couldn't find key \S+ in Secret [^/\s]+\/([\w.-]+)/.exec(message)?.[1];
  const pulling = /Unable to retrieve some image pull secrets \(([\w.-]+)/.exec(message)?.[1];
  return absent ?? lacking ?? pulling ?? null;
}

function describeMissed({ namespace, name: pod, owner }: PodReferences, name: string, message: string): Observation {
  return {
    subject: { kind: 'Pod', namespace, name: pod },
    owner,
    discriminator: `Secret/${name}`,
    message: `Pod ${namespace}/${pod} misses something of Secret ${name}: ${message.slice(0, 300)}`,
    evidence: { referred: name, referredKind: 'secret' },
  };
}
