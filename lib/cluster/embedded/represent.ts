import { type ApiKind, apiVersionOf } from './api-kinds.ts';
import type { Page } from './list-objects.ts';
import type { KubeObject } from './snapshot.ts';
import { type Answer, json } from './status.ts';
import { metadataOf, tableOf } from './table.ts';

/** How a client wants objects, of what it says it accepts. */
type Representation = 'objects' | 'table' | 'metadata';

/** What an answer about objects depends on besides them. */
export interface RepresentOptions {
  readonly accept: string;
  readonly query: URLSearchParams;
  /** The instant that ages are counted to. */
  readonly now: Date;
  readonly resourceVersion: string;
}

/** A page as a list, a table or a list of metadata. */
export function representPage(page: Page, kind: ApiKind, options: RepresentOptions): Answer {
  const { remainingItemCount } = page;
  const metadata = {
    resourceVersion: options.resourceVersion,
    ...(page.continue && { continue: page.continue }),
    ...(remainingItemCount !== undefined && { remainingItemCount }),
  };
  const representation = representationOf(options.accept);
  if (representation === 'table') return table(page.items, kind, metadata, options);
  if (representation === 'metadata') {
    const items = page.items.map(metadataOf);
    return json({ kind: 'PartialObjectMetadataList', apiVersion: 'meta.k8s.io/v1', metadata, items });
  }
  const items = kind.builtIn ? page.items.map(withoutHead) : page.items;
  return json({ kind: `${kind.kind}List`, apiVersion: apiVersionOf(kind), metadata, items });
}

/** One object as itself, as a table of one row or as its metadata. */
export function representObject(object: KubeObject, kind: ApiKind, options: RepresentOptions): Answer {
  const representation = representationOf(options.accept);
  if (representation === 'table') return table([object], kind, { resourceVersion: options.resourceVersion }, options);
  return json(representation === 'metadata' ? metadataOf(object) : object);
}

function table(objects: readonly KubeObject[], kind: ApiKind, metadata: object, options: RepresentOptions): Answer {
  const includeObject = options.query.get('includeObject');
  return json(tableOf(objects, kind, { metadata, now: options.now, includeObject }));
}

/** The first of the accepted media types that is one of ours decides; without any, the objects themselves. */
function representationOf(accept: string): Representation {
  for (const type of accept.split(',').map((part) => part.replaceAll(' ', ''))) {
    const parameters = type.split(';');
    if (parameters[0] !== 'application/json') continue;
    const as = parameters.find((parameter) => parameter.startsWith('as='));
    if (as === undefined) return 'objects';
    if (!parameters.includes('g=meta.k8s.io') || !parameters.includes('v=v1')) continue;
    if (as === 'as=Table') return 'table';
    if (as.startsWith('as=PartialObjectMetadata')) return 'metadata';
  }
  return 'objects';
}

/** A built-in list's items do not repeat their kind. */
function withoutHead(object: KubeObject): object {
  const { apiVersion: _apiVersion, kind: _kind, ...rest } = object;
  return rest;
}
