import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { manifestOf } from '#lib/runbook/permissions.ts';
import type { DeployedCluster } from './deployment.ts';
import type { PlannedWindow } from './window-plan.ts';

/** The roles and bindings of a cluster's windows, for `kubectl apply -f`: what the access entries' groups may do. */
function rbacManifest(cluster: DeployedCluster, windows: readonly PlannedWindow[]): string {
  const here = windows.filter(({ clusters }) => clusters.includes(cluster));
  return here
    .flatMap(({ window }) => manifestOf(window, cluster.config))
    .map((object) => `---\n${stringify(object, { lineWidth: 0, aliasDuplicateObjects: false })}`)
    .join('');
}

/** Writes the manifest of each cluster beside the templates: `rbac/<cluster>.yaml`. */
export function writeRbacManifests(
  folder: string,
  clusters: readonly DeployedCluster[],
  windows: readonly PlannedWindow[],
): void {
  mkdirSync(join(folder, 'rbac'), { recursive: true });
  for (const cluster of clusters) {
    writeFileSync(join(folder, 'rbac', `${cluster.name}.yaml`), rbacManifest(cluster, windows));
  }
}
