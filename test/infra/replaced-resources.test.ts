import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type ComparedTemplate, findReplaced, isHolding } from './replaced-resources.ts';
import { synthesizeRunbook } from './synthesize.ts';

const current = synthesizeRunbook().toJSON() as ComparedTemplate;
const first = JSON.parse(
  readFileSync(new URL('first-stack.template.json', import.meta.url), 'utf8'),
) as ComparedTemplate;

const idOf = (type: string) => Object.entries(current.Resources).find(([, { Type }]) => Type === type)?.[0] ?? '';

/** The current template with one resource changed; undefined: without it. */
function changed(id: string, properties: Readonly<Record<string, unknown>> | undefined): ComparedTemplate {
  const { [id]: resource, ...others } = current.Resources;
  if (!resource || !properties) return { Resources: others };
  return { Resources: { ...others, [id]: { ...resource, Properties: { ...resource.Properties, ...properties } } } };
}

describe('an update of the stack', () => {
  it('replaces nothing that holds data, whenever it was first deployed', () => {
    expect(findReplaced(first, current)).toEqual([]);
  });

  it('is held against everything that holds data, besides functions', () => {
    const holding = Object.entries(current.Resources).filter(([, resource]) => isHolding(resource));
    const unknown = holding.filter(([id, { Type }]) => !(id in first.Resources) && !Type.startsWith('AWS::Lambda::'));
    // What is new is added to first-stack.template.json, so that it is not lost with the next change.
    expect(unknown.map(([id]) => id)).toEqual([]);
  });
});

describe('findReplaced', () => {
  it.each([
    ['a renamed table', 'AWS::DynamoDB::GlobalTable', { TableName: 'runs' }, /TableName was undefined and is "runs"$/],
    ['another key of the table', 'AWS::DynamoDB::GlobalTable', { KeySchema: [] }, /KeySchema was .* and is \[\]$/],
    ['a renamed topic', 'AWS::SNS::Topic', { TopicName: 'reports' }, /TopicName was undefined and is "reports"$/],
    ['another subscriber', 'AWS::SNS::Subscription', { Endpoint: 'b@example.com' }, /Endpoint was .* "b@example.com"$/],
    ['a renamed log', 'AWS::Logs::LogGroup', { LogGroupName: '/other' }, /LogGroupName was .* and is "\/other"$/],
    ['an address of another function', 'AWS::Lambda::Url', { TargetFunctionArn: 'x' }, /TargetFunctionArn was .* "x"$/],
  ])('finds %s', (_name, type, properties, message) => {
    const id = idOf(type);
    expect(findReplaced(current, changed(id, properties))).toEqual([expect.stringMatching(message)]);
    expect(findReplaced(current, changed(id, properties))[0]).toMatch(new RegExp(`^${id} \\(${type}\\) is replaced`));
  });

  it('finds a table under another logical id, which is another table', () => {
    const id = idOf('AWS::DynamoDB::GlobalTable');
    expect(findReplaced(current, changed(id, undefined))).toEqual([
      `${id} (AWS::DynamoDB::GlobalTable) is no longer there`,
    ]);
  });

  it('lets everything else change', () => {
    const id = idOf('AWS::DynamoDB::GlobalTable');
    expect(findReplaced(current, changed(id, { BillingMode: 'PROVISIONED' }))).toEqual([]);
    expect(findReplaced(current, changed(idOf('AWS::CloudWatch::Alarm'), undefined))).toEqual([]);
  });
});
