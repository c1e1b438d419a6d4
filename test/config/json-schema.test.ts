import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { renderConfigReference } from '#lib/config/config-reference.ts';
import { asSchema, type JsonSchema, renderJsonSchema } from '#lib/config/json-schema.ts';
import { configOf, knownNames } from './sample-config.ts';

describe('the JSON Schema', () => {
  const schema = renderJsonSchema(knownNames);

  it('knows each check with its settings, and no other', () => {
    const checks = asSchema(schema.properties?.['checks']);
    expect(checks).toMatchObject({ additionalProperties: false });
    expect(Object.keys(checks?.properties ?? {})).toEqual(['nodes/ready', 'pods/waiting']);
    expect(checks?.properties?.['pods/waiting']).toEqual({
      type: 'object',
      properties: {
        graceMinutes: { type: 'number', minimum: 0, description: 'Default: 15' },
        enabled: { type: 'boolean', description: 'false: the check does not run.' },
        severity: {
          type: 'string',
          enum: ['critical', 'warning', 'info'],
          description: 'Replaces the severity of its findings.',
        },
        openAfterRuns: { type: 'integer', minimum: 1, maximum: 10, description: expect.stringMatching(/^In so many/) },
        recheckSeconds: { type: 'integer', minimum: 30, maximum: 900, description: expect.stringMatching(/^Before/) },
      },
      additionalProperties: false,
    });
  });

  it('asks only for what has no default', () => {
    expect(schema.required).toEqual(['schemaVersion', 'cluster', 'namespaces']);
  });

  it('describes every key', () => {
    expect([...undescribed(schema, '')]).toEqual([]);
  });
});

function* undescribed(schema: JsonSchema, path: string): Generator<string> {
  for (const [key, part] of Object.entries(schema.properties ?? {})) {
    const child = asSchema(part);
    const isNamed = path === '.windows' || path === '.checks';
    if (!child?.description && !isNamed) yield `${path}.${key}`;
    if (child) yield* undescribed(child, `${path}.${key}`);
  }
  const items = asSchema(schema.items);
  if (items) yield* undescribed(items, `${path}.<n>`);
}

describe('the reference', () => {
  const lines = renderConfigReference(knownNames).split('\n');

  it.each([
    '| `schemaVersion` | `1` | required | The version of this format. |',
    '| `namespaces` | list of text | required | The namespaces of the application. |',
    '| `workloads.<n>.port` | whole number |  | The port of that Service which answers health requests. |',
    '| `monitoring.criticalLabels` | text by name | `{"severity":"critical"}` | Labels that make a firing alert critical. |',
    '| `checks.<id>.severity` | `critical`, `warning`, `info` |  | Replaces the severity of its findings. |',
    '| `nodes/ready` | `ignoreTaints` | `["spot"]` |',
  ])('has %s', (row) => {
    expect(lines).toContain(row);
  });
});

it('the least configuration of the page is right', () => {
  const page = readFileSync('docs/configuration.md', 'utf8');
  const example = /## The least that it takes\n\n```yaml\n([^`]*)```/.exec(page)?.[1] ?? '';
  expect(configOf(example).namespaces).toEqual(['shop']);
});
