import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Template } from 'aws-cdk-lib/assertions';
import { stringify } from 'yaml';
import { buildApp } from '#lib/infra/app.ts';
import { configWith } from '../support/config.ts';

export interface Synthesis {
  /** What `cdk.json` says under `context.eks-runbook`, besides the configuration files. */
  readonly deployment?: Readonly<Record<string, unknown>>;
  /** Top-level sections laid upon the shipped configuration, one entry for each cluster. */
  readonly configs?: readonly Readonly<Record<string, unknown>>[];
}

export interface Synthesized {
  /** By stack name. */
  readonly templates: Readonly<Record<string, Template>>;
  /** The RBAC manifest by cluster. */
  readonly rbacOf: (cluster: string) => string;
}

const { context } = JSON.parse(readFileSync('cdk.json', 'utf8')) as { context: Record<string, unknown> };

/** Synthesizes without bundling, as the shipped cdk.json does but for what is given. Throws what the app throws. */
export function synthesize({ deployment = {}, configs = [{}] }: Synthesis = {}): Synthesized {
  const folder = mkdtempSync(join(tmpdir(), 'eks-runbook-'));
  try {
    const files = configs.map((sections, index) => writeConfig(folder, `${index}.yaml`, sections));
    const app = buildApp(
      { folder, now: new Date('2026-03-01T00:00:00Z') },
      {
        outdir: join(folder, 'out'),
        context: { ...context, 'aws:cdk:bundling-stacks': [], 'eks-runbook': { configs: files, ...deployment } },
      },
    );
    const stacks = app
      .synth()
      .stacks.map(({ stackName, template }) => [stackName, Template.fromJSON(template)] as const);
    const manifests = new Map(
      configs.map((sections) => {
        const { name } = configWith(sections).cluster;
        return [name, readFileSync(join(folder, 'out/rbac', `${name}.yaml`), 'utf8')];
      }),
    );
    return { templates: Object.fromEntries(stacks), rbacOf: (cluster) => manifests.get(cluster) ?? '' };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function writeConfig(folder: string, name: string, sections: Readonly<Record<string, unknown>>): string {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, name), stringify(configWith(sections)));
  return name;
}

/** The template of the runbook itself. */
export function synthesizeRunbook(synthesis: Synthesis = {}): Template {
  const template = synthesize(synthesis).templates['eks-runbook'];
  if (!template) throw new Error('no stack eks-runbook');
  return template;
}
