import { resolve } from 'node:path';
import { UsageError } from '#lib/config/usage-error.ts';
import { defineCommand } from './command.ts';
import { costText } from './cost/describe.ts';
import { estimateCost } from './cost/estimate.ts';
import { pricesByRegion } from './cost/prices.ts';
import { readTemplates } from './cost/template.ts';
import { exitCodes } from './exit-code.ts';

const defaultRegion = 'us-east-1';

/** `runbook cost`: what a month of the synthesized stacks costs. */
export const cost = defineCommand({
  usage: 'cost',
  about: 'Estimates what a month costs in AWS, from the templates that npm run synth writes. Dearest part first.',
  options: {
    templates: { value: 'FOLDER', about: 'where the templates are; default ./cdk.out' },
    region: {
      value: 'REGION',
      about: `whose prices: ${Object.keys(pricesByRegion).join(', ')}; default ${defaultRegion}`,
    },
  },
  async run(_positionals, { templates = 'cdk.out', region = defaultRegion }, io) {
    const prices = pricesByRegion[region];
    if (!prices) {
      throw new UsageError(`no prices of ${region}; there are those of ${Object.keys(pricesByRegion).join(', ')}`);
    }
    io.stdout.write(costText(estimateCost(readTemplates(resolve(io.cwd, templates)), prices), region));
    return exitCodes.passed;
  },
});
