/**
 * A value of an item. Items are flat: what is nested goes into a text field as JSON, where its order survives and no
 * database has an opinion on it. Numbers are finite and within the safe integers.
 */
export type Scalar = string | number | boolean | null;
export type Fields = Readonly<Record<string, Scalar>>;

/** Names one item: partition and place in it. Texts are ordered by their UTF-8 bytes. */
export interface Key {
  readonly pk: string;
  readonly sk: string;
}

/**
 * One item, at most 400 KB (DynamoDB's limit). Three fields besides the key mean something to the table:
 * `gsi1pk` and `gsi1sk` put the item, when it has both, into the sparse index; `expiresAt` (epoch seconds) is the
 * instant from which it is gone for every reader and every condition.
 */
export type Item = Key & Fields;

/**
 * What must hold of the item that a write meets; all parts given must hold. An expired item counts as absent, and of
 * an absent item only `absent` holds.
 */
export interface Condition {
  readonly absent?: true;
  /** Each field is there and has this value. */
  readonly equals?: Fields;
  /** Each field is there, is of this value's type, and is less. */
  readonly lessThan?: Readonly<Record<string, string | number>>;
  /** At least one of them holds. */
  readonly anyOf?: readonly Condition[];
}

/** A whole item that takes the place of what was there. */
export interface Put {
  readonly put: Item;
  readonly when?: Condition;
}

/** Fields of an item that is there: it never makes one. On an absent item it fails as a condition does. */
interface Update {
  readonly update: Key;
  readonly set?: Fields;
  readonly remove?: readonly string[];
  readonly when?: Condition;
}

/** The end of an item; no error when there is none. */
interface Delete {
  readonly delete: Key;
  readonly when?: Condition;
}

export type Write = Put | Update | Delete;

/** A write whose condition did not hold: its place among the writes, and the item that it met, if any. */
export interface FailedWrite {
  readonly index: number;
  readonly item?: Item;
}

/** All writes took effect, or none did because of those that failed (in the order of the writes). */
export type TransactResult =
  | { readonly committed: true }
  | { readonly committed: false; readonly failed: readonly FailedWrite[] };

export interface Query {
  /** Reads the sparse index instead of the table: only items that have its keys, a moment behind the writes. */
  readonly index?: 'gsi1';
  /** The value of `pk`, or of `gsi1pk`. */
  readonly partition: string;
  /** Which `sk` (or `gsi1sk`): those that start so, or those between two, both included. */
  readonly sort?: { readonly prefix: string } | { readonly from?: string; readonly to?: string };
  readonly descending?: boolean;
  /** At most so many items; without it, all of them. */
  readonly limit?: number;
  /** Where the page before ended. */
  readonly cursor?: string;
}

/** Items in the order of their sort key. With a cursor there may be more behind it, or an empty page. */
export interface Page {
  readonly items: readonly Item[];
  readonly cursor?: string;
}

/**
 * The primitives that everything kept is built from: exactly what one DynamoDB table can do, so that an embedded table
 * can do the same. Writes are checked alike by every table (`limits.ts`); all methods reject with `StoreError`.
 */
export interface Table {
  /** One item as of the last write. */
  get(key: Key): Promise<Item | undefined>;
  /** As of the last write, unless of the index. */
  query(query: Query): Promise<Page>;
  /** All or nothing. At most 100 writes, 4 MB, and one write per item. */
  transact(writes: readonly Write[]): Promise<TransactResult>;
  close(): void;
}

/** The key of the item that a write is about. */
export function keyOf(write: Write): Key {
  if ('put' in write) return write.put;
  return 'update' in write ? write.update : write.delete;
}
