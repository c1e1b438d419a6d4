import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import { type Stack, Tags } from 'aws-cdk-lib';
import type { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { readManifestText } from '#lib/cluster/probes/manifest.ts';
import type { DeployedCluster } from './deployment.ts';
import { projectFolder } from './project-folder.ts';
import { askRights, clusterRights, sourceRights } from './rights.ts';
import { RunbookFunction, type SharedParts } from './runbook-function.ts';
import type { PlannedWindow } from './window-plan.ts';
import { type FunctionSize, sizeOf, smallSize, sweepSize } from './window-size.ts';

/** The deployed functions, by the name of their file in functions/. */
export type Functions = ReadonlyMap<string, IFunction>;

/** What they are made from, besides what each needs of its own. */
export interface FunctionParts extends SharedParts {
  readonly windows: readonly PlannedWindow[];
  readonly rights: {
    /** To the table: of every function. */
    readonly keep: readonly PolicyStatement[];
    /** To the report topic: of the windows. */
    readonly tell: readonly PolicyStatement[];
    /** To topics and secrets: of the functions that are no window. */
    readonly own: Readonly<Record<keyof typeof others, readonly PolicyStatement[]>>;
  };
  /** false: no concurrency is reserved, see `Deployment`. */
  readonly reserveConcurrency: boolean;
}

/** The manifests of what the probes of recovery create, by their names in the bundle. */
export function manifestsOf(clusters: readonly Pick<DeployedCluster, 'config'>[]): Record<string, string> {
  const named = clusters.flatMap(({ config: { recovery } }) =>
    recovery ? [recovery.manifest, recovery.drManifest, recovery.restoreJob?.manifest ?? []].flat() : [],
  );
  return Object.fromEntries(
    named.flatMap((manifest) => {
      const text = readManifestText(manifest);
      return text === undefined ? [] : [[basename(manifest), text]];
    }),
  );
}

/** Functions that are no window. */
const others = {
  sweep: { description: 'Chases open incidents, each minute.', asks: true, size: sweepSize },
  // Anyone can call it: however often they do, the others keep their share of the account's concurrency.
  acknowledge: {
    description: 'Takes acknowledgements: links in messages, webhooks.',
    asks: false,
    size: smallSize,
    maxConcurrency: 5,
  },
} as const satisfies Record<
  string,
  { description: string; asks: boolean; size: FunctionSize; maxConcurrency?: number }
>;

/** One Lambda for each window, and those of `others` that are there. */
export function createFunctions(stack: Stack, parts: FunctionParts): Functions {
  const { windows, rights, reserveConcurrency, ...shared } = parts;
  const functions = new Map<string, IFunction>();
  for (const planned of windows) {
    const { window, clusters, writesToCluster } = planned;
    const made = new RunbookFunction(stack, {
      ...shared,
      name: window.id,
      files: { ...shared.files, ...(writesToCluster && manifestsOf(clusters)) },
      description: `EKS runbook, ${window.id}: ${window.title}`,
      size: sizeOf(window),
      rights: [...clusterRights(stack, clusters), ...rights.keep, ...rights.tell],
      sourceRights: sourceRights(stack, planned),
      ...(writesToCluster && reserveConcurrency && { maxConcurrency: 1 }),
    });
    Tags.of(made).add('eks-runbook:window', window.id);
    functions.set(window.id, made.lambda);
  }
  const ask = askRights(
    stack,
    windows.map(({ window }) => `${parts.stackName}-${window.id}`),
  );
  for (const name of Object.keys(others) as (keyof typeof others)[]) {
    const { description, asks, size, ...limits } = others[name];
    if (!existsSync(join(projectFolder, 'functions', `${name}.ts`))) continue;
    const made = new RunbookFunction(stack, {
      ...shared,
      name,
      description,
      size,
      rights: [...rights.keep, ...rights.own[name], ...(asks ? ask : [])],
      ...(reserveConcurrency && limits),
    });
    functions.set(name, made.lambda);
  }
  return functions;
}
