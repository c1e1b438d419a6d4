import type { ClusterConnection } from '#lib/cluster/connection.ts';
import { connectEks } from '#lib/cluster/eks/connect-eks.ts';
import { openEksCluster } from '#lib/cluster/eks/eks-cluster.ts';
import type { RunbookConfig } from '#lib/config/schema.ts';
import { openSnsTopic, type Topic } from '#lib/notify/sns.ts';
import { openDynamodbTable } from '#lib/store/dynamodb-table.ts';
import type { Table } from '#lib/store/table.ts';
import { loadDeployedConfigs } from './deployed-configs.ts';
import { readEnvironment } from './environment.ts';

/** Connects to one cluster for one run; `signal` ends its reads. */
export type ConnectCluster = (signal: AbortSignal) => ClusterConnection;

/** What a window's function takes from around it; tests give their own. */
export interface WindowParts {
  readonly variables: Readonly<Record<string, string | undefined>>;
  readonly clock: () => Date;
  readonly openTable: (name: string) => Table;
  readonly openTopic: (arn: string) => Topic;
  readonly openCluster: (cluster: RunbookConfig['cluster'], roleArn: string | undefined) => ConnectCluster;
}

/** In AWS: DynamoDB, SNS and EKS, as the environment names them. */
export const awsParts: WindowParts = {
  variables: process.env,
  clock: () => new Date(),
  openTable: (name) => openDynamodbTable(name),
  openTopic: (arn) => openSnsTopic(arn),
  openCluster({ name, region }, roleArn) {
    const cluster = openEksCluster({ cluster: name, ...(region && { region }), ...(roleArn && { roleArn }) });
    return (signal) => connectEks(cluster, { signal });
  },
};

/** What stays open from one invocation to the next, while the function is warm. */
export interface WarmParts {
  readonly clock: () => Date;
  readonly configs: ReadonlyMap<string, RunbookConfig>;
  readonly table: Table;
  readonly topic: Topic;
  readonly connect: (config: RunbookConfig, signal: AbortSignal) => ClusterConnection;
}

/** Rejects with `UsageError` for an environment or a configuration that is not right. */
export async function openWarmParts(parts: WindowParts): Promise<WarmParts> {
  const { tableName, topicArn, configPaths, clusterRoles } = readEnvironment(parts.variables);
  const clusters = new Map<string, ConnectCluster>();
  return {
    clock: parts.clock,
    configs: await loadDeployedConfigs(configPaths),
    table: parts.openTable(tableName),
    topic: parts.openTopic(topicArn),
    connect({ cluster }, signal) {
      const connect = clusters.get(cluster.name) ?? parts.openCluster(cluster, clusterRoles.get(cluster.name));
      clusters.set(cluster.name, connect);
      return connect(signal);
    },
  };
}
