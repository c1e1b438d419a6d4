import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { stringify } from 'yaml';
import { buildApp } from '#lib/infra/app.ts';
import { configWith } from '../support/config.ts';

export interface Synthesis {
  /** What `cdk.json` says under `context.eks-runbook`, besides the configuration files. */
  readonly deployment?: Readonly<Record<string, unknown>>;
  /** Top-level sections laid upon the shipped configuration, one entry for each cluster. */
  readonly configs?: readonly Readonly<Record<string, unknown>>[];
  /** Whether CDK validates the templates against CloudFormation's rules; default false: the first time takes seconds. */
  readonly isValidated?: boolean;
}

export interface Synthesized {
  /** By stack name. */
  readonly templates: Readonly<Record<string, Template>>;
  /** The RBAC manifest by cluster. */
  readonly rbacOf: (cluster: string) => string;
}

const { context } = JSON.parse(readFileSync('cdk.json', 'utf8')) as { context: Record<string, unknown> };

/** Synthesizes without bundling, as the shipped cdk.json does but for what is given. Throws what the app throws. */
export function synthesize(synthesis: Synthesis = {}): Synthesized {
  const folder = mkdtempSync(join(tmpdir(), 'eks-runbook-'));
  try {
    const stacks = build(folder, synthesis)
      .synth()
      .stacks.map(({ stackName, template }) => [stackName, Template.fromJSON(template)] as const);
    const manifests = new Map(
      readdirSync(join(folder, 'out/rbac')).map((name) => [
        name.replace('.yaml', ''),
        readFileSync(join(folder, 'out/rbac', name), 'utf8'),
      ]),
    );
    return { templates: Object.fromEntries(stacks), rbacOf: (cluster) => manifests.get(cluster) ?? '' };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The app, its files in a folder. Throws what `buildApp` throws. */
export function build(folder: string, { deployment = {}, configs = [{}], isValidated = false }: Synthesis = {}): App {
  const files = configs.map((sections, index) => {
    writeFileSync(join(folder, `${index}.yaml`), stringify(configWith(sections)));
    return `${index}.yaml`;
  });
  return buildApp(
    { folder, now: new Date('2026-03-01T00:00:00Z') },
    {
      outdir: join(folder, 'out'),
      builtinCloudFormationValidation: isValidated,
      context: { ...context, 'aws:cdk:bundling-stacks': [], 'eks-runbook': { configs: files, ...deployment } },
    },
  );
}

/** The template of the runbook itself. */
export function synthesizeRunbook(synthesis: Synthesis = {}): Template {
  const template = synthesize(synthesis).templates['eks-runbook'];
  if (!template) throw new Error('no stack eks-runbook');
  return template;
}
