import { resolve } from 'node:path';
import * as z from 'zod';
import { readManifestText } from '#lib/cluster/probes/manifest.ts';
import { formatProblems } from '#lib/config/format-problems.ts';
import { loadConfig } from '#lib/config/load-config.ts';
import { secretReferences, topicPlaces } from '#lib/config/references.ts';
import type { RunbookConfig } from '#lib/config/schema.ts';
import { UsageError } from '#lib/config/usage-error.ts';
import { knownNames } from '#lib/runbook/registry.ts';
import { secretMistakes } from './secrets.ts';

const arnOf = (service: string) =>
  z.string().regex(new RegExp(`^arn:aws[a-z-]*:${service}:[a-z0-9-]*:\\d{12}:\\S+$`), `an ARN of ${service}`);

const idOf = (prefix: string) =>
  z.string().regex(new RegExp(`^${prefix}-[0-9a-f]{8,17}$`), `an id such as ${prefix}-0123456789abcdef0`);

const network = z.strictObject({
  vpcId: idOf('vpc'),
  subnetIds: z.array(idOf('subnet')).min(1),
  securityGroupIds: z.array(idOf('sg')).default([]),
});

/**
 * Where and how the runbook is deployed, as `cdk.json` has it under `context.eks-runbook`. What the runbook *does* is in
 * the configuration files that it names.
 */
const deploymentSchema = z.strictObject({
  /** Also the start of every name: two deployments in one account need two names. */
  stackName: z
    .string()
    .regex(/^[a-z][a-z0-9-]{0,29}$/, 'a stack name: lower-case letters, digits and "-", at most 30')
    .default('eks-runbook'),
  /** Configuration files, one for each cluster, relative to the folder where `cdk` is run. */
  configs: z.array(z.string()).min(1).default(['runbook.yaml']),
  /** Where the functions are; default: the region of the first cluster. */
  region: z.string().optional(),
  /** For clusters with a private endpoint: the functions join these subnets. Without it they are in no VPC. */
  network: network.optional(),
  /** Existing parts, instead of ones made by the stack. */
  tableName: z.string().optional(),
  reportTopicArn: arnOf('sns').optional(),
  alarmTopicArn: arnOf('sns').optional(),
  /** The key of the topics that the stack makes; CloudWatch must be allowed to use it. */
  keyArn: arnOf('kms').optional(),
  /** Keys of the team's own that encrypt the secrets and topics which configuration names. */
  otherKeyArns: z.array(arnOf('kms')).default([]),
  /** false for an account whose Lambda concurrency limit is so low (10 in a new one) that none can be reserved. */
  reserveConcurrency: z.boolean().default(true),
  /** true: the stacks of access entries also apply each cluster's RBAC manifest, by a function that administers it. */
  applyRbac: z.boolean().default(false),
  /** CloudWatch alarms of the same region that start the window `emergency` when they go off: the cluster by the alarm's ARN. */
  emergencyAlarms: z.record(arnOf('cloudwatch'), z.string()).default({}),
  /** Laid upon everything, besides the project's own. */
  tags: z.record(z.string(), z.string()).default({}),
});

/** A cluster that is looked at, and its configuration. */
export interface DeployedCluster {
  readonly name: string;
  readonly config: RunbookConfig;
  /** The configuration file, absolute. */
  readonly configPath: string;
}

/** Everything the stacks are built from. */
export interface Deployment extends Omit<z.infer<typeof deploymentSchema>, 'configs'> {
  readonly clusters: readonly DeployedCluster[];
}

/**
 * Reads what `cdk.json` says and the configuration files that it names. `folder` is what their paths are relative to.
 * Throws `UsageError` with all that is wrong.
 */
export function readDeployment(context: unknown, folder: string, now: Date): Deployment {
  const parsed = deploymentSchema.safeParse(context ?? {});
  if (!parsed.success) {
    const lines = parsed.error.issues.map(({ path, message }) => `  ${['eks-runbook', ...path].join('.')}: ${message}`);
    throw new UsageError(`cdk.json: the context is not right:\n${lines.join('\n')}`);
  }
  const { configs, ...options } = parsed.data;
  const clusters = configs.map((file) => readCluster(resolve(folder, file), folder, now));
  const names = clusters.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) < index);
  if (twice) {
    throw new UsageError(`cluster ${twice} is in two configuration files; keep one of them in cdk.json (configs)`);
  }
  const unknown = Object.entries(options.emergencyAlarms).find(([, name]) => !names.includes(name));
  if (unknown) {
    throw new UsageError(
      `cdk.json: emergencyAlarms.${unknown[0]} names ${unknown[1]}, but configs have ${names.join(', ')}; write one of them`,
    );
  }
  const region = options.region ?? clusters[0]?.config.cluster.region;
  return { ...options, ...(region && { region }), clusters };
}

function readCluster(configPath: string, folder: string, now: Date): DeployedCluster {
  const loaded = loadConfig({ path: configPath, now, readManifest: readManifestText, ...knownNames });
  if ('problems' in loaded) {
    throw new UsageError(`the configuration is not right:\n${formatProblems(loaded.problems, folder).trimEnd()}`);
  }
  const { config } = loaded;
  // https://docs.aws.amazon.com/eks/latest/APIReference/API_CreateCluster.html
  if (!/^[0-9A-Za-z][0-9A-Za-z_-]{0,99}$/.test(config.cluster.name)) {
    throw new UsageError(
      `${configPath}: cluster.name ${JSON.stringify(config.cluster.name)} cannot be an EKS cluster: letters, digits, "-" and "_", at most 100; write the name that aws eks list-clusters prints`,
    );
  }
  const mistakes = [...secretMistakes(secretReferences(config)), ...topicMistakes(config)];
  if (mistakes.length > 0) {
    throw new UsageError(`${configPath} cannot be deployed:\n${mistakes.map((one) => `  ${one}`).join('\n')}`);
  }
  return { name: config.cluster.name, config, configPath };
}

/** A topic that is granted must be one. */
function topicMistakes(config: RunbookConfig): string[] {
  return topicPlaces(config).flatMap(({ key, arn }) => {
    const parsed = arnOf('sns').safeParse(arn);
    return parsed.success ? [] : `${key}: expected an ARN of sns, found ${JSON.stringify(arn)}`;
  });
}
