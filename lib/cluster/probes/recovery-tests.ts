import { randomUUID } from 'node:crypto';
import type { RunbookConfig } from '#lib/config/schema.ts';
import type { Permission } from '../permission.ts';
import { defineSource } from '../source.ts';
import { objectNameOf } from './manifest.ts';
import type { Clock } from './own-object.ts';
import { readPodManifest } from './pod-manifest.ts';
import { type PodTest, testPod } from './pod-test.ts';

type ManifestKey = 'manifest' | 'drManifest';

/** A probe: creates the pod of the weekly recovery test, waits for it and deletes it; null when none is configured. */
export const recoveryTest = definePodTest('recoveryTest', 'recovery-test', 'manifest');

/** A probe: creates the pod of the disaster recovery test, waits for it and deletes it; null when none is configured. */
export const drTest = definePodTest('drTest', 'dr-test', 'drManifest');

/** A probe that tests with the pod of `recovery.<manifestKey>`; `clock` is replaced in tests. */
export function definePodTest<const Name extends string>(
  name: Name,
  probe: string,
  manifestKey: ManifestKey,
  clock?: Clock,
) {
  return defineSource({
    name,
    title: `the ${probe.replace('-', ' ')}: a pod that is created, waited for and deleted`,
    permissions: (config) => permissionsOf(config, manifestKey),
    async load(api, { config: { recovery }, now }): Promise<PodTest | null> {
      if (!recovery) return null;
      const { namespace, timeoutSeconds } = recovery;
      const deadlineSeconds = timeoutSeconds + 60;
      const marks = { probe, run: randomUUID(), namespace, deadlineSeconds };
      const pod = await readPodManifest(recovery[manifestKey], marks);
      return testPod(api, pod, { timeoutMs: timeoutSeconds * 1000, now, ...(clock && { clock }) });
    },
  });
}

/** Create cannot be limited to a name in RBAC; looking at the pod and deleting it can. */
function permissionsOf({ recovery }: RunbookConfig, manifestKey: ManifestKey): Permission[] {
  if (!recovery) return [];
  const namespaces = [recovery.namespace];
  const names = [objectNameOf(recovery[manifestKey])];
  return [
    { verb: 'create', group: '', resource: 'pods', namespaces },
    { verb: 'get', group: '', resource: 'pods', namespaces, names },
    { verb: 'delete', group: '', resource: 'pods', namespaces, names },
    { verb: 'list', group: '', resource: 'events', namespaces },
  ];
}
