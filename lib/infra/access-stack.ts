import { Aws, Stack } from 'aws-cdk-lib';
import { CfnAccessEntry } from 'aws-cdk-lib/aws-eks';
import type { Construct } from 'constructs';
import { groupOf } from '#lib/runbook/permissions.ts';
import { AppliedRbac } from './applied-rbac.ts';
import type { DeployedCluster, Deployment } from './deployment.ts';
import { joinNetwork } from './network.ts';
import { rbacObjects } from './rbac-manifests.ts';
import { roleNameOf } from './runbook-function.ts';
import type { PlannedWindow } from './window-plan.ts';

/**
 * Lets the functions into one cluster: an access entry for each window's role, which puts it into the window's
 * Kubernetes group and gives it nothing else. What the group may do is in the RBAC manifest of the cluster, which is a part
 * of this stack where that is asked for.
 *
 * A stack of its own, because it is deployed where the cluster is, and by whoever may change who gets in.
 */
export class AccessStack extends Stack {
  constructor(scope: Construct, deployment: Deployment, cluster: DeployedCluster, windows: readonly PlannedWindow[]) {
    const region = cluster.config.cluster.region ?? deployment.region;
    super(scope, `${deployment.stackName}-access-${cluster.name.replaceAll('_', '-')}`, {
      description: `EKS runbook: lets its functions into the cluster ${cluster.name}.`,
      ...(region && { env: { region } }),
    });
    for (const { window, clusters } of windows) {
      if (!clusters.includes(cluster)) continue;
      const roleName = roleNameOf(deployment.stackName, window.id);
      new CfnAccessEntry(this, window.id, {
        clusterName: cluster.name,
        // The account's own, by name: the role may be in another region's stack.
        principalArn: `arn:${Aws.PARTITION}:iam::${Aws.ACCOUNT_ID}:role/${roleName}`,
        kubernetesGroups: [groupOf(window)],
        type: 'STANDARD',
      });
    }
    if (!deployment.applyRbac) return;
    new AppliedRbac(this, {
      stackName: deployment.stackName,
      cluster: cluster.name,
      objects: rbacObjects(cluster, windows),
      network: deployment.network && joinNetwork(this, deployment.network),
    });
  }
}
