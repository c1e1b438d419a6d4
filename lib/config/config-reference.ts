import * as z from 'zod';
import { asSchema, type JsonSchema } from './json-schema.ts';
import type { KnownNames } from './known-names.ts';
import { runbookConfigSchema } from './schema.ts';

/** Every key with its type, default and meaning, and every check's settings, as Markdown tables. */
export function renderConfigReference({ knownChecks }: KnownNames): string {
  const keys = rowsOf(z.toJSONSchema(runbookConfigSchema, { io: 'input', target: 'draft-7' }), '');
  const settings = Object.entries(knownChecks).flatMap(([id, defaults]) =>
    Object.entries(defaults).map(([name, value]) => [code(id), code(name), code(JSON.stringify(value))]),
  );
  const reference = ['### Keys', '', ...renderTable(['Key', 'Value', 'Default', 'Meaning'], keys)];
  if (settings.length > 0) {
    reference.push('', '### Settings of checks', '', ...renderTable(['Check', 'Setting', 'Default'], settings));
  }
  return `${reference.join('\n')}\n`;
}

type Row = readonly string[];

function rowsOf(schema: JsonSchema, path: string): readonly Row[] {
  return childrenOf(schema, path).flatMap(([key, child]) => {
    const isRequired = schema.required?.includes(key.slice(key.lastIndexOf('.') + 1)) ?? false;
    const below = rowsOf(child, key);
    if (child.description === undefined) return below;
    return [[code(key), describeType(child), describeDefault(child, isRequired), child.description], ...below];
  });
}

/** What stands one level below, under its path; `<n>` is a position in a list, `<id>` and `<setting>` are names. */
function childrenOf({ properties = {}, items, additionalProperties }: JsonSchema, path: string) {
  const rest = Object.keys(properties).length > 0 ? '<setting>' : '<id>';
  const parts = [...Object.entries(properties), ['<n>', items] as const, [rest, additionalProperties] as const];
  return parts.flatMap(([key, part]): (readonly [string, JsonSchema])[] => {
    const child = asSchema(part);
    return child ? [[path === '' ? key : `${path}.${key}`, child]] : [];
  });
}

function describeType(schema: JsonSchema = {}): string {
  if (schema.anyOf) return schema.anyOf.map((option) => describeType(asSchema(option))).join(', ');
  if (schema.const !== undefined) return code(String(schema.const));
  if (schema.enum) return schema.enum.map((value) => code(String(value))).join(', ');
  if (schema.type === 'array') return `list of ${describeType(asSchema(schema.items))}`;
  if (schema.type === 'object')
    return schema.properties ? 'keys' : `${describeType(asSchema(schema.additionalProperties))} by name`;
  return (
    { integer: 'whole number', number: 'number', string: 'text', boolean: 'true or false' }[String(schema.type)] ?? ''
  );
}

function describeDefault(schema: JsonSchema, isRequired: boolean): string {
  if (isRequired) return 'required';
  return schema.default === undefined || schema.default === '' ? '' : code(JSON.stringify(schema.default));
}

function code(text: string): string {
  return `\`${text}\``;
}

function renderTable(head: Row, rows: readonly Row[]): readonly string[] {
  const render = (cells: Row) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [render(head), render(head.map(() => '---')), ...rows.map(render)];
}
