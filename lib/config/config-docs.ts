import { readFileSync } from 'node:fs';
import { renderConfigReference } from './config-reference.ts';
import { renderJsonSchema } from './json-schema.ts';
import type { KnownNames } from './known-names.ts';

const marks = ['<!-- generated -->', '<!-- /generated -->'] as const;

/**
 * The pages that follow from the schema, as they should be now: docs/configuration.md with its hand-written part around
 * the reference, and the JSON Schema for editors. Runs at the project's root.
 */
export function generateConfigDocs(names: KnownNames): readonly { readonly path: string; readonly text: string }[] {
  const path = 'docs/configuration.md';
  const page = readFileSync(path, 'utf8');
  const [before, rest, more] = page.split(`${marks[0]}\n`);
  const after = rest?.split(marks[1])[1];
  if (after === undefined || more !== undefined) throw new Error(`${path} needs ${marks.join(' and ')}, once each`);
  return [
    { path, text: `${before}${marks[0]}\n\n${renderConfigReference(names)}\n${marks[1]}${after}` },
    { path: 'docs/runbook.schema.json', text: `${JSON.stringify(renderJsonSchema(names), null, 2)}\n` },
  ];
}
