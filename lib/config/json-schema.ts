import * as z from 'zod';
import { configSchemaFor, type KnownNames } from './known-names.ts';
import type { KeyPath } from './mistake.ts';

/** JSON Schema (draft 7, which editors know best), as far as it is used here. */
export type JsonSchema = z.core.JSONSchema.BaseSchema;

/** What may be written in `runbook.yaml`, for editors: every default may be left out. */
export function renderJsonSchema(names: KnownNames): JsonSchema {
  const schema = z.toJSONSchema(configSchemaFor(names), { io: 'input', target: 'draft-7' });
  return { ...schema, title: 'runbook.yaml', description: 'The configuration of eks-runbook.' };
}

/** Gives the keys that may be written at a path. */
export function knownKeysAt(names: KnownNames): (path: KeyPath) => readonly string[] {
  const root = renderJsonSchema(names);
  return (path) => {
    let schema: JsonSchema | undefined = root;
    for (const key of path) schema = childOf(schema, String(key));
    return Object.keys(schema?.properties ?? {});
  };
}

function childOf(schema: JsonSchema | undefined, key: string): JsonSchema | undefined {
  return asSchema(schema?.properties?.[key] ?? schema?.items ?? schema?.additionalProperties);
}

/** A part of a schema where it describes something: `undefined` for `true`, `false` and tuples. */
export function asSchema(part: JsonSchema['items'] | JsonSchema['additionalProperties']): JsonSchema | undefined {
  return typeof part === 'object' && !Array.isArray(part) ? part : undefined;
}
