/** Why the store could not do what was asked, told apart because each has another remedy. */
export type StoreFailure =
  /** No such run, or its id is not one. */
  | 'not-found'
  /** What is kept does not fit together: pieces are missing or do not parse. */
  | 'damaged'
  /** The file is another program's, or no database at all. */
  | 'foreign'
  /** Written by a newer version of this program. */
  | 'newer'
  /** More than the table takes: an item over 400 KB, a transaction over its limits, a value that no item can hold. */
  | 'too-large'
  | 'invalid'
  /** Another process holds it, or too much is asked of it at once. */
  | 'busy'
  /** It cannot be reached, opened or written. */
  | 'unavailable';

/** A failure of the store as a person needs it: what, where, and what to do next. */
export class StoreError extends Error {
  override readonly name = 'StoreError';
  readonly failure: StoreFailure;

  constructor(failure: StoreFailure, message: string, options: { cause?: unknown } = {}) {
    super(message, options);
    this.failure = failure;
  }
}
