import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import { type Stack, Tags } from 'aws-cdk-lib';
import type { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { findManifest } from '#lib/cluster/probes/pod-manifest.ts';
import type { DeployedCluster } from './deployment.ts';
import { projectFolder } from './project-folder.ts';
import { clusterRights } from './rights.ts';
import { RunbookFunction, type SharedParts } from './runbook-function.ts';
import type { PlannedWindow } from './window-plan.ts';
import { sizeOf, smallSize } from './window-size.ts';

/** The deployed functions, by the name of their file in functions/. */
export type Functions = ReadonlyMap<string, IFunction>;

/** What they are made from, besides what each needs of its own. */
export interface FunctionParts extends SharedParts {
  readonly windows: readonly PlannedWindow[];
  readonly rights: {
    /** To the table: of every function. */
    readonly keep: readonly PolicyStatement[];
    /** To the report topic: of those that tell people. */
    readonly tell: readonly PolicyStatement[];
  };
  /** false: no concurrency is reserved, see `Deployment`. */
  readonly reserveConcurrency: boolean;
}

/** The manifests of the pods that a window's tests create, by their names in the bundle. */
function manifestsOf(clusters: readonly DeployedCluster[]): Record<string, string> {
  const named = clusters.flatMap(({ config: { recovery } }) =>
    recovery ? [recovery.manifest, recovery.drManifest] : [],
  );
  return Object.fromEntries(
    named.flatMap((manifest) => {
      const path = findManifest(manifest);
      return path ? [[basename(path), path]] : [];
    }),
  );
}

/** Functions that are no window. */
const others = {
  sweep: { description: 'Chases open incidents, each minute.', tells: true },
  // Anyone can call it: however often they do, the others keep their share of the account's concurrency.
  acknowledge: {
    description: 'Takes acknowledgements: links in messages, webhooks.',
    tells: false,
    maxConcurrency: 5,
  },
} as const satisfies Record<string, { description: string; tells: boolean; maxConcurrency?: number }>;

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
      ...(writesToCluster && reserveConcurrency && { maxConcurrency: 1 }),
    });
    Tags.of(made).add('eks-runbook:window', window.id);
    functions.set(window.id, made.lambda);
  }
  for (const [name, { description, tells, ...limits }] of Object.entries(others)) {
    if (!existsSync(join(projectFolder, 'functions', `${name}.ts`))) continue;
    const made = new RunbookFunction(stack, {
      ...shared,
      name,
      description,
      size: smallSize,
      rights: [...rights.keep, ...(tells ? rights.tell : [])],
      ...(reserveConcurrency && limits),
    });
    functions.set(name, made.lambda);
  }
  return functions;
}
