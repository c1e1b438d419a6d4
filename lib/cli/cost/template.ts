import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { UsageError } from '#lib/config/usage-error.ts';

const resource = z.object({ Type: z.string(), Properties: z.record(z.string(), z.unknown()).default({}) });
const templateSchema = z.object({ Resources: z.record(z.string(), resource).default({}) });

/** A resource of a CloudFormation template. */
export type Resource = z.infer<typeof resource>;

/** The resources of all templates in a folder that `cdk synth` wrote, by logical id. Throws `UsageError`. */
export function readTemplates(folder: string): Readonly<Record<string, Resource>> {
  const files = listFiles(folder).filter((name) => name.endsWith('.template.json'));
  if (files.length === 0) {
    throw new UsageError(
      `no template in ${folder}; write them with npm run synth, or name their folder with --templates`,
    );
  }
  return Object.assign({}, ...files.map((name) => readTemplate(join(folder, name))));
}

function listFiles(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function readTemplate(path: string): Readonly<Record<string, Resource>> {
  try {
    return templateSchema.parse(JSON.parse(readFileSync(path, 'utf8'))).Resources;
  } catch {
    throw new UsageError(`${path} is not a CloudFormation template; write it again with npm run synth`);
  }
}
