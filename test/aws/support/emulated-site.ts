import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CreateAccessEntryCommand, CreateClusterCommand, EKSClient } from '@aws-sdk/client-eks';
import { type Platform, startPlatform } from '../../cluster/platform/platform.ts';
import { emulatorClient } from './create-table.ts';
import { type DeployedStack, deployStack } from './deployed-stack.ts';
import { startGuardedMinistack } from './emulators.ts';
import { type ReportQueue, subscribeQueue } from './report-queue.ts';
import { region } from './signed-call.ts';

/** The cluster of the shipped configuration. */
export const clusterName = 'ecommerce-production';

/** The runbook as a team has it: its stack in a cloud, its access entries and roles in a cluster of that cloud. */
export interface EmulatedSite {
  readonly endpoint: string;
  readonly stack: DeployedStack;
  readonly platform: Platform;
  readonly reports: ReportQueue;
  stop(): Promise<void>;
}

/**
 * Starts an emulated cloud that enforces signatures and policies, deploys the stack, and starts a real control plane
 * that asks this cloud whose a token is: about 30 s. Without metrics and monitoring, which take as long again. `config`:
 * another configuration than the shipped one, as YAML.
 */
export async function startSite(config?: string): Promise<EmulatedSite> {
  const cloud = await startGuardedMinistack();
  const webhookSecret = randomBytes(24).toString('base64url');
  const tokenWebhookUrl = `${cloud.endpoint}/_ministack/eks-auth/000000000000/${region}/${clusterName}/${webhookSecret}`;
  const deploying = deployStack(cloud.endpoint, config);
  const starting = startPlatform({ metricsServer: false, prometheus: false, tokenWebhookUrl });
  const stop = async () => {
    // What did not start has nothing to stop.
    await Promise.allSettled([deploying.then((stack) => stack.remove()), starting.then((platform) => platform.stop())]);
    await cloud.stop();
  };
  try {
    const [stack, platform] = await Promise.all([deploying, starting]);
    await letIn(cloud.endpoint, stack, platform, webhookSecret);
    const reports = await subscribeQueue(cloud.endpoint, stack.outputs['ReportTopicArn'] ?? '');
    return { endpoint: cloud.endpoint, stack, platform, reports, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** What `docs/deploy.md` does after the first stack: the cluster's access entries, and its RBAC manifest. */
async function letIn(endpoint: string, { assembly }: DeployedStack, platform: Platform, webhookSecret: string) {
  const eks = new EKSClient({ ...emulatorClient(endpoint), region });
  const tags = { endpoint: platform.url, certificateAuthority: platform.caData, webhookSecret };
  // Who makes a cluster may do everything in it, unless it is said otherwise.
  const accessConfig = { bootstrapClusterCreatorAdminPermissions: false };
  const made = { name: clusterName, roleArn: '', resourcesVpcConfig: {}, accessConfig, tags };
  await eks.send(new CreateClusterCommand(made));
  for (const entry of accessEntries(assembly)) await eks.send(new CreateAccessEntryCommand(entry));
  eks.destroy();
  // There is no monitoring stack, but the manifest has a role in its namespace.
  await platform.apply([{ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'monitoring' } }]);
  await platform.apply(join(assembly, 'rbac', `${clusterName}.yaml`));
}

type Joined = { readonly 'Fn::Join': readonly [string, readonly (string | { readonly Ref: string })[]] };

interface AccessTemplate {
  readonly Resources: Readonly<
    Record<
      string,
      { readonly Properties: { readonly KubernetesGroups: readonly string[]; readonly PrincipalArn: Joined } }
    >
  >;
}

/** The access stack's entries; the emulator's CloudFormation cannot make them. */
function accessEntries(assembly: string) {
  const file = join(assembly, `eks-runbook-access-${clusterName}.template.json`);
  const { Resources } = JSON.parse(readFileSync(file, 'utf8')) as AccessTemplate;
  const values: Readonly<Record<string, string>> = { 'AWS::Partition': 'aws', 'AWS::AccountId': '000000000000' };
  return Object.values(Resources).map(({ Properties: { KubernetesGroups, PrincipalArn } }) => {
    const [separator, parts] = PrincipalArn['Fn::Join'];
    const principalArn = parts.map((part) => (typeof part === 'string' ? part : values[part.Ref])).join(separator);
    return { clusterName, principalArn, kubernetesGroups: [...KubernetesGroups] };
  });
}
