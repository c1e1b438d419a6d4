import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { costPage } from '#lib/cli/cost/describe.ts';
import { estimateCost } from '#lib/cli/cost/estimate.ts';
import { pricesByRegion } from '#lib/cli/cost/prices.ts';
import { readTemplates } from '#lib/cli/cost/template.ts';
import { buildApp } from '#lib/infra/app.ts';

const region = 'eu-west-1';

/** docs/cost.md as it should be now: the shipped configuration, priced where its cluster is. */
export function generateCostPage(): string {
  const outdir = mkdtempSync(join(tmpdir(), 'eks-runbook-cost-'));
  try {
    // What is in the bundles costs nothing, and CloudFormation's rules are looked at by npm run synth.
    const context = { 'aws:cdk:bundling-stacks': [] };
    buildApp({ folder: '.', now: new Date() }, { outdir, context, builtinCloudFormationValidation: false }).synth();
    const prices = pricesByRegion[region];
    if (!prices) throw new Error(`no prices of ${region}`);
    return costPage(estimateCost(readTemplates(outdir), prices), region);
  } finally {
    rmSync(outdir, { recursive: true });
  }
}
