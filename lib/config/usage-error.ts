/** A mistake of the user's, told in one message that says what, where and what to do next; never a stack trace. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
