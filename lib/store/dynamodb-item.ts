import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { Item, Scalar } from './table.ts';

export type Attributes = Record<string, AttributeValue>;

/** Fields as DynamoDB writes them. Items are flat, so this is all of it. */
export function toAttributes(fields: Readonly<Record<string, Scalar>>): Attributes {
  return Object.fromEntries(Object.entries(fields).map(([field, value]) => [field, toAttribute(value)]));
}

function toAttribute(value: Scalar): AttributeValue {
  if (typeof value === 'string') return { S: value };
  if (typeof value === 'number') return { N: String(value) };
  return value === null ? { NULL: true } : { BOOL: value };
}

/** An item as DynamoDB gives it. Fields of types that we never write are left out. */
export function fromAttributes(attributes: Attributes): Item {
  const fields = Object.entries(attributes).flatMap(([field, attribute]) => {
    const value = fromAttribute(attribute);
    return value === undefined ? [] : [[field, value] as const];
  });
  return Object.fromEntries(fields) as Item; // DynamoDB gives no item without its key
}

function fromAttribute({ S, N, BOOL, NULL }: AttributeValue): Scalar | undefined {
  if (N !== undefined) return Number(N);
  return NULL ? null : (S ?? BOOL);
}
