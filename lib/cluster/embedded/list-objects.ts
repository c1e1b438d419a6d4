import { type ApiKind, apiVersionOf } from './api-kinds.ts';
import { parseFieldSelector } from './field-selector.ts';
import { parseLabelSelector } from './label-selector.ts';
import { keyOf } from './recorded-cluster.ts';
import type { KubeObject } from './snapshot.ts';
import { type Answer, failure } from './status.ts';

/** One page of a list. */
export interface Page {
  readonly items: readonly KubeObject[];
  /** The token of the next page, `''` on the last. */
  readonly continue: string;
  /** How many follow; not told with a selector, as the API server does not know then. */
  readonly remainingItemCount: number | undefined;
}

/** Selects and cuts a list as its query asks (`labelSelector`, `fieldSelector`, `limit`, `continue`); or refuses. */
export function listObjects(
  objects: readonly KubeObject[],
  kind: ApiKind,
  query: URLSearchParams,
): Page | { readonly refusal: Answer } {
  const labelSelector = query.get('labelSelector') ?? '';
  const fieldSelector = query.get('fieldSelector') ?? '';
  const hasLabels = parseLabelSelector(labelSelector);
  if (!hasLabels) return refuse(`unable to parse requirement: "${labelSelector}" is no label selector`);
  const fields = parseFieldSelector(fieldSelector, kind);
  if ('refusal' in fields) {
    const what = `"${apiVersionOf(kind)}, Resource=${kind.plural}"`;
    return refuse(
      `Unable to find ${what} that match label selector "${labelSelector}", field selector "${fieldSelector}": ${fields.refusal}`,
    );
  }
  const limit = Number(query.get('limit') ?? 0);
  if (!Number.isInteger(limit) || limit < 0) return refuse(`limit: "${query.get('limit')}" is no count`);
  const isSelected = labelSelector !== '' || fieldSelector !== '';
  const selected = isSelected
    ? objects.filter((object) => hasLabels(object.metadata.labels ?? {}) && fields.matches(object))
    : objects;
  return cutPage(selected, { limit, token: query.get('continue') ?? '', isSelected });
}

function cutPage(
  objects: readonly KubeObject[],
  { limit, token, isSelected }: { limit: number; token: string; isSelected: boolean },
): Page | { readonly refusal: Answer } {
  const last = token && decodeToken(token);
  if (last === undefined) return refuse('continue key is not valid: it is not a token of this server');
  const start = last === '' ? 0 : objects.findIndex((object) => keyOf(object) > last);
  const end = limit === 0 ? objects.length : start + limit;
  const items = start < 0 ? [] : objects.slice(start, end);
  const remaining = start < 0 ? 0 : Math.max(objects.length - end, 0);
  const final = items.at(-1);
  return {
    items,
    continue: remaining > 0 && final ? Buffer.from(JSON.stringify({ after: keyOf(final) })).toString('base64url') : '',
    remainingItemCount: remaining > 0 && !isSelected ? remaining : undefined,
  };
}

/** The key after which a page begins, or undefined when it is no token of ours. */
function decodeToken(token: string): string | undefined {
  try {
    const value: { after?: unknown } = JSON.parse(Buffer.from(token, 'base64url').toString());
    return typeof value.after === 'string' && value.after !== '' ? value.after : undefined;
  } catch {
    return undefined;
  }
}

function refuse(message: string): { readonly refusal: Answer } {
  return { refusal: failure(400, 'BadRequest', message) };
}
