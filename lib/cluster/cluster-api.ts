/** An answer with its body as text, for proxied HTTP: any status is an answer, only no answer is an error. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Body as UTF-8 text, cut to the asked length. */
  readonly body: string;
  /** From the request's start to the end of its body. */
  readonly durationMs: number;
}

/** A server-side table (`kubectl get` output) reduced to what is asked of it. */
export interface TableRows<T> {
  readonly rows: readonly T[];
}

export interface RequestOptions {
  /** How long to wait for the whole answer, retries included; default 10 s. */
  readonly deadlineMs?: number;
}

export interface ListOptions extends RequestOptions {
  readonly fieldSelector?: string;
  readonly labelSelector?: string;
  /** Page size; default 250. Small pages bound memory, large ones gain almost nothing. */
  readonly limit?: number;
}

export interface DeleteOptions extends RequestOptions {
  /** `Foreground`: what the object owns goes first, and the object with the last of it. Default: as the API has it. */
  readonly propagation?: 'Foreground';
}

/** A command, without a shell, and the container that it is run in. */
export interface ContainerCommand extends RequestOptions {
  readonly namespace: string;
  readonly pod: string;
  readonly container: string;
  readonly command: readonly string[];
}

/**
 * The few ways in which a cluster is read, and the two in which a probe changes it. All throw `ReadError`. At most eight requests are in flight at once; 429 and
 * Retry-After are obeyed within the deadline.
 */
export interface ClusterApi {
  /** One object or document as JSON. */
  get<T>(path: string, options?: RequestOptions): Promise<T>;
  /**
   * A whole list, page by page; each item is projected as it arrives and then dropped. A list that ends early (an
   * expired continue token that cannot be resumed) is an error, never a short list.
   */
  list<Raw, T>(path: string, project: (item: Raw) => T, options?: ListOptions): Promise<T[]>;
  /**
   * The first page of a list: its items and how many more the server says there are (0 when it does not say).
   * Used to choose a cheaper way of reading a very large list.
   */
  firstPage<Raw, T>(
    path: string,
    project: (item: Raw) => T,
    options?: ListOptions,
  ): Promise<{ items: T[]; remaining: number; next: () => Promise<T[]> }>;
  /**
   * A list as the server's own table, without the objects: about 130 bytes a row. `project` receives the cells by
   * column name. `undefined` when the server does not answer tables for it.
   */
  table<T>(
    path: string,
    project: (cells: Readonly<Record<string, string>>) => T,
    options?: ListOptions,
  ): Promise<TableRows<T> | undefined>;
  /** Any path, any status: for the service proxy and for logs. The body is cut at `maxBytes` (default 64 KiB). */
  http(path: string, options?: RequestOptions & { maxBytes?: number; accept?: string }): Promise<HttpAnswer>;
  /** Creates an object in the collection at `path` and gives what the server made of it. Never sent twice. */
  create<T>(path: string, object: object, options?: RequestOptions): Promise<T>;
  /**
   * Deletes the object at `path` if it still is the one with that uid; the server refuses another of that name (409).
   * Never sent twice. `ReadError` `absent` when it is gone already.
   */
  delete(path: string, precondition: { readonly uid: string }, options?: DeleteOptions): Promise<void>;
  /**
   * Runs a command in a container over a WebSocket and gives what it wrote to stdout, at most 1 MiB. `ReadError`
   * `failed` when it cannot be run or ends with an error.
   */
  exec(command: ContainerCommand): Promise<string>;
}
