import type { LabelSelector as RawSelector } from 'kubernetes-types/meta/v1.d.ts';

type Labels = Readonly<Record<string, string>>;

/** One requirement on labels, on a node's or on a pod's. */
export interface Requirement {
  readonly key: string;
  /** In, NotIn, Exists, DoesNotExist; for nodes also Gt and Lt. Any other is met by nothing. */
  readonly operator: string;
  readonly values: readonly string[];
}

/** A `LabelSelector` as a list of requirements; the empty one selects everything; none (null) selects nothing. */
export function toRequirements(selector: RawSelector | null | undefined): readonly Requirement[] | null {
  if (!selector) return null;
  const equal = Object.entries(selector.matchLabels ?? {}).map(([key, value]) => ({
    key,
    operator: 'In',
    values: [value],
  }));
  return [...equal, ...(selector.matchExpressions ?? []).map(toRequirement)];
}

/** Projects a requirement as the API prints it. */
export function toRequirement(raw: { key: string; operator: string; values?: string[] | null }): Requirement {
  return { key: raw.key, operator: raw.operator, values: raw.values ?? [] };
}

/** Whether labels meet every requirement. */
export function meetsAll(labels: Labels, requirements: readonly Requirement[]): boolean {
  return requirements.every((requirement) => meets(valueOf(labels, requirement.key), requirement));
}

/** A key may be called like what every object inherits (`constructor`). */
function valueOf(labels: Labels, key: string): string | undefined {
  return Object.hasOwn(labels, key) ? labels[key] : undefined;
}

function meets(value: string | undefined, { operator, values }: Requirement): boolean {
  if (operator === 'Exists') return value !== undefined;
  if (operator === 'DoesNotExist') return value === undefined;
  if (operator === 'NotIn') return value === undefined || !values.includes(value);
  if (value === undefined) return false;
  if (operator === 'In') return values.includes(value);
  if (operator !== 'Gt' && operator !== 'Lt') return false;
  const [bound] = values;
  if (!/^-?\d+$/.test(value) || !/^-?\d+$/.test(bound ?? '')) return false;
  return operator === 'Gt' ? BigInt(value) > BigInt(bound ?? '') : BigInt(value) < BigInt(bound ?? '');
}
