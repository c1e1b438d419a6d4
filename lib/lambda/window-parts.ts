import type { ClusterConnection } from '#lib/cluster/connection.ts';
import { connectEks } from '#lib/cluster/eks/connect-eks.ts';
import { openEksCluster } from '#lib/cluster/eks/eks-cluster.ts';
import type { RunbookConfig } from '#lib/config/schema.ts';
import type { Topic } from '#lib/notify/sns.ts';
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
  readonly openCluster: (cluster: RunbookConfig['cluster']) => ConnectCluster;
}

/** In AWS: DynamoDB, SNS and EKS, as the environment names them. */
export const awsParts: WindowParts = {
  variables: process.env,
  clock: () => new Date(),
  openTable: (name) => openDynamodbTable(name),
  openTopic: openTopicWhenNeeded,
  openCluster({ name, region, roleArn }) {
    const cluster = openEksCluster({ cluster: name, ...(region && { region }), ...(roleArn && { roleArn }) });
    return (signal) => connectEks(cluster, { signal });
  },
};

/** Most runs have nothing to tell: the client is loaded by the first that has. */
function openTopicWhenNeeded(arn: string): Topic {
  let opened: Topic | undefined;
  return {
    async publish(message) {
      const { openSnsTopic } = await import('#lib/notify/sns.ts');
      opened ??= openSnsTopic(arn);
      await opened.publish(message);
    },
  };
}

/** What stays open from one invocation to the next, while the function is warm. */
export interface WarmParts {
  readonly variables: WindowParts['variables'];
  /** The last run, by cluster, of which was told while the table was down. */
  readonly toldWithoutStore: Map<string, string>;
  readonly clock: () => Date;
  readonly configs: ReadonlyMap<string, RunbookConfig>;
  readonly table: Table;
  readonly topic: Topic;
  readonly connect: (config: RunbookConfig, signal: AbortSignal) => ClusterConnection;
}

/** Throws `UsageError` for an environment or a configuration that is not right. */
export function openWarmParts(parts: WindowParts): WarmParts {
  const { tableName, topicArn, configPaths } = readEnvironment(parts.variables);
  const clusters = new Map<string, ConnectCluster>();
  return {
    variables: parts.variables,
    toldWithoutStore: new Map(),
    clock: parts.clock,
    configs: loadDeployedConfigs(configPaths),
    table: parts.openTable(tableName),
    topic: parts.openTopic(topicArn),
    connect({ cluster }, signal) {
      const connect = clusters.get(cluster.name) ?? parts.openCluster(cluster);
      clusters.set(cluster.name, connect);
      return connect(signal);
    },
  };
}
