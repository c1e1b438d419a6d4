import { type Attributes, toAttributes } from './dynamodb-item.ts';
import type { Condition, Fields, Scalar } from './table.ts';

/** An expression of DynamoDB with the names and values that stand in it as placeholders. */
export interface Placeholders {
  /** The placeholder of a field's name (which may be a reserved word). */
  name(field: string): string;
  /** The placeholder of a value. */
  value(value: Scalar): string;
  /** What has been named so far, as a command takes it: nothing where there is none. */
  parts(): { ExpressionAttributeNames?: Record<string, string>; ExpressionAttributeValues?: Attributes };
}

export function makePlaceholders(): Placeholders {
  const names = new Map<string, string>();
  const values = new Map<Scalar, string>();
  return {
    name: (field) => remember(names, field, '#n'),
    value: (value) => remember(values, value, ':v'),
    parts: () => ({
      ...(names.size > 0 && { ExpressionAttributeNames: turned(names) }),
      ...(values.size > 0 && { ExpressionAttributeValues: toAttributes(turned(values)) }),
    }),
  };
}

function remember<T>(known: Map<T, string>, key: T, prefix: string): string {
  const placeholder = known.get(key) ?? `${prefix}${known.size}`;
  known.set(key, placeholder);
  return placeholder;
}

function turned<T>(known: ReadonlyMap<T, string>): Record<string, T> {
  return Object.fromEntries([...known].map(([key, placeholder]) => [placeholder, key]));
}

/** An expression before it is written down: DynamoDB refuses a pair of parentheses too many as well as one too few. */
export type Expression = string | { readonly all: readonly Expression[] } | { readonly any: readonly Expression[] };

function all(parts: readonly Expression[]): Expression {
  return parts.length === 1 && parts[0] !== undefined ? parts[0] : { all: parts };
}

function any(parts: readonly Expression[]): Expression {
  return parts.length === 1 && parts[0] !== undefined ? parts[0] : { any: parts };
}

/** The text of expressions that all must hold; AND binds more tightly than OR. Undefined when there are none. */
export function writeExpression(parts: readonly Expression[]): string | undefined {
  return parts.length > 0 ? write(all(parts)) : undefined;
}

function write(expression: Expression): string {
  if (typeof expression === 'string') return expression;
  if ('any' in expression) return expression.any.map(write).join(' OR ');
  return expression.all
    .map((part) => (typeof part !== 'string' && 'any' in part ? `(${write(part)})` : write(part)))
    .join(' AND ');
}

/**
 * What a condition asks, in parts that all must hold. DynamoDB removes expired items late, so each part says itself
 * that an expired item counts as absent.
 */
export function conditionParts(condition: Condition, at: Placeholders, nowSeconds: number): Expression[] {
  const { absent, equals = {}, lessThan = {}, anyOf } = condition;
  const compared = [...comparisons(equals, '=', at), ...comparisons(lessThan, '<', at)];
  return [
    ...(absent ? [absentExpression(at, nowSeconds)] : []),
    ...(compared.length > 0 ? [...compared, liveExpression(at, nowSeconds)] : []),
    ...(anyOf && !anyOf.some(asksNothing) ? [anyOfExpression(anyOf, at, nowSeconds)] : []),
  ];
}

function asksNothing({ absent, equals = {}, lessThan = {}, anyOf }: Condition): boolean {
  const compares = Object.keys(equals).length + Object.keys(lessThan).length > 0;
  return !absent && !compares && (!anyOf || anyOf.some(asksNothing));
}

function comparisons(fields: Fields, operator: '=' | '<', at: Placeholders): string[] {
  return Object.entries(fields).map(([field, value]) => `${at.name(field)} ${operator} ${at.value(value)}`);
}

function anyOfExpression(anyOf: readonly Condition[], at: Placeholders, nowSeconds: number): Expression {
  if (anyOf.length > 0) return any(anyOf.map((one) => all(conditionParts(one, at, nowSeconds))));
  const pk = at.name('pk');
  return { all: [`attribute_exists(${pk})`, `attribute_not_exists(${pk})`] }; // one of none: never
}

function absentExpression(at: Placeholders, nowSeconds: number): Expression {
  return any([`attribute_not_exists(${at.name('pk')})`, `${at.name('expiresAt')} <= ${at.value(nowSeconds)}`]);
}

/** Holds of an item that has not expired (and, in a condition, of none). */
export function liveExpression(at: Placeholders, nowSeconds: number): Expression {
  const field = at.name('expiresAt');
  return any([`attribute_not_exists(${field})`, `${field} > ${at.value(nowSeconds)}`]);
}

/** SET and REMOVE of an update. */
export function updateExpression(set: Fields = {}, remove: readonly string[] = [], at: Placeholders): string {
  const assigned = Object.entries(set).map(([field, value]) => `${at.name(field)} = ${at.value(value)}`);
  const removed = remove.map((field) => at.name(field));
  const clause = (word: string, parts: string[]) => (parts.length > 0 ? [`${word} ${parts.join(', ')}`] : []);
  return [...clause('SET', assigned), ...clause('REMOVE', removed)].join(' ');
}
