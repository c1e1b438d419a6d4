import type { ObjectMeta } from 'kubernetes-types/meta/v1.d.ts';
import { age } from './age.ts';
import type { KubeObject } from './snapshot.ts';

/** One column of a kind's table; those of priority 1 are shown by `-o wide` only. */
export interface Column<Object = KubeObject> {
  readonly name: string;
  readonly type?: 'integer' | 'boolean';
  readonly priority?: 1;
  /** @param now the instant that ages are counted to */
  cell(object: Object, now: Date): string | number | boolean;
}

type Meta = { readonly metadata?: ObjectMeta };

export const nameColumn: Column<Meta> = { name: 'Name', cell: ({ metadata }) => metadata?.name ?? '' };

export const ageColumn: Column<Meta> = {
  name: 'Age',
  cell: ({ metadata }, now) => age(metadata?.creationTimestamp, now),
};

/** Text for what may be empty. */
export function orNone(text: string | undefined): string {
  return text || '<none>';
}

/** Labels as kubectl prints them: `a=b,c=d`, sorted. */
export function formatLabels(labels: Readonly<Record<string, string>> | undefined): string {
  const pairs = Object.entries(labels ?? {}).map(([key, value]) => `${key}=${value}`);
  return orNone(pairs.toSorted().join(','));
}
