import { randomUUID } from 'node:crypto';
import type { RunbookConfig } from '#lib/config/schema.ts';
import type { Permission } from '../permission.ts';
import { defineSource } from '../source.ts';
import { readJobManifest } from './job-manifest.ts';
import { objectNameOf } from './manifest.ts';
import { drillRestore, type RestoreDrill } from './restore-drill.ts';

/** A probe: runs the Job that restores the latest backup, and deletes it; null when none is configured. */
export const restoreDrill = defineSource({
  name: 'restoreDrill',
  title: 'the restore drill: a Job that is created, run to its end and deleted with its pods',
  permissions: permissionsOf,
  async load(api, { config: { recovery }, now }): Promise<RestoreDrill | null> {
    if (!recovery?.restoreJob) return null;
    const { manifest, namespace, timeoutMinutes, recoveryPoint } = recovery.restoreJob;
    const timeoutMs = timeoutMinutes * 60_000;
    const marks = { probe: 'restore-drill', run: randomUUID(), namespace, deadlineSeconds: timeoutMs / 1000 + 60 };
    const job = await readJobManifest(manifest, marks);
    return drillRestore(api, job, { timeoutMs, recoveryPoint, now });
  },
});

/** Create and list cannot be limited to a name in RBAC; the scratch namespace is all that they reach. */
function permissionsOf({ recovery }: RunbookConfig): Permission[] {
  if (!recovery?.restoreJob) return [];
  const namespaces = [recovery.restoreJob.namespace];
  const names = [objectNameOf(recovery.restoreJob.manifest)];
  return [
    { verb: 'create', group: 'batch', resource: 'jobs', namespaces },
    { verb: 'get', group: 'batch', resource: 'jobs', namespaces, names },
    { verb: 'delete', group: 'batch', resource: 'jobs', namespaces, names },
    { verb: 'list', group: '', resource: 'pods', namespaces },
    { verb: 'get', group: '', resource: 'pods/log', namespaces },
    { verb: 'list', group: '', resource: 'events', namespaces },
  ];
}
