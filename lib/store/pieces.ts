import { gunzipSync, gzipSync } from 'node:zlib';
import { StoreError } from './store-error.ts';
import type { Item } from './table.ts';

/** A text kept under a name; names sort in the order in which the pieces are read back. */
export interface Piece {
  readonly name: string;
  readonly text: string;
}

/** Longer texts are compressed: a write costs by the kilobyte. */
const plainBytes = 16 * 1024;
/** Well under an item's 400 KB. */
const chunkLength = 300 * 1024;

/** A piece as items of a partition: one, or for a long text as many as it takes. */
export function itemsOf(pk: string, { name, text }: Piece, expiresAt: number): Item[] {
  if (Buffer.byteLength(text) <= plainBytes) return [{ pk, sk: name, expiresAt, text }];
  const packed = gzipSync(text).toString('base64');
  const chunks = Math.ceil(packed.length / chunkLength);
  return Array.from({ length: chunks }, (_, index) => ({
    pk,
    sk: `${name}+${String(index).padStart(4, '0')}`,
    expiresAt,
    gzip: packed.slice(index * chunkLength, (index + 1) * chunkLength),
  }));
}

/** The pieces of which all items are given, in their order. Throws `StoreError` for what does not unpack. */
export function piecesOf(items: readonly Item[]): Piece[] {
  const groups = Map.groupBy(items, ({ sk }) => sk.split('+', 1)[0] ?? sk);
  return [...groups].map(([name, chunks]) => ({ name, text: textOf(name, chunks) }));
}

function textOf(name: string, chunks: readonly Item[]): string {
  const plain = chunks[0]?.['text'];
  if (typeof plain === 'string') return plain;
  try {
    return gunzipSync(Buffer.from(chunks.map((chunk) => chunk['gzip']).join(''), 'base64')).toString();
  } catch (error) {
    throw new StoreError('damaged', `the piece ${name} of ${chunks[0]?.pk} does not unpack`, { cause: error });
  }
}
