import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import type { RbacObject } from '#lib/cluster/rbac.ts';
import { manifestOf } from '#lib/runbook/permissions.ts';
import type { DeployedCluster } from './deployment.ts';
import type { PlannedWindow } from './window-plan.ts';

/** The roles and bindings of a cluster's windows: what the access entries' groups may do. */
export function rbacObjects(cluster: DeployedCluster, windows: readonly PlannedWindow[]): RbacObject[] {
  const here = windows.filter(({ clusters }) => clusters.includes(cluster));
  return here.flatMap(({ window }) => manifestOf(window, cluster.config));
}

/** Writes them for each cluster beside the templates, for `kubectl apply -f`: `rbac/<cluster>.yaml`. */
export function writeRbacManifests(
  folder: string,
  clusters: readonly DeployedCluster[],
  windows: readonly PlannedWindow[],
): void {
  mkdirSync(join(folder, 'rbac'), { recursive: true });
  for (const cluster of clusters) {
    const manifest = rbacObjects(cluster, windows)
      .map((object) => `---\n${stringify(object, { lineWidth: 0, aliasDuplicateObjects: false })}`)
      .join('');
    writeFileSync(join(folder, 'rbac', `${cluster.name}.yaml`), manifest);
  }
}
