/** Why a read gave nothing, told apart because each has another remedy. */
export type ReadFailure =
  /** 403: RBAC grants no such right. */
  | 'denied'
  /** 404 on an API or an object that should be there, or an aggregated API without a backend registered. */
  | 'absent'
  /** 401: the credentials are not accepted. */
  | 'unauthenticated'
  /** No answer within the deadline. */
  | 'timeout'
  /** Name not resolved, connection refused or reset. */
  | 'unreachable'
  /** The server's certificate does not verify, or ours is refused or expired. */
  | 'tls'
  /** Any other answer: 5xx, a body that does not parse, a truncated list. */
  | 'failed';

/** A read that failed, with what an operator needs to know: what was asked, what came back. */
export class ReadError extends Error {
  override readonly name = 'ReadError';
  readonly failure: ReadFailure;
  /** HTTP status, when there was an answer. */
  readonly status: number | undefined;

  constructor(failure: ReadFailure, message: string, options: { status?: number; cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.failure = failure;
    this.status = options.status;
  }
}
