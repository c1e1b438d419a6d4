import type { ClusterAccess } from './access.ts';
import type { ClusterApi, ContainerCommand, ListOptions, RequestOptions } from './cluster-api.ts';
import type { Answer, Exchange, Meter } from './exchange.ts';
import { explainAnswer, parseStatus } from './explain.ts';
import { ReadError } from './read-error.ts';

const defaultDeadlineMs = 10_000;
const pageSize = 250;
const tablePageSize = 5000;
const json = 'application/json';
const asTable = 'application/json;as=Table;v=v1;g=meta.k8s.io,application/json';

interface Page {
  readonly kind?: string;
  readonly metadata?: { readonly continue?: string; readonly remainingItemCount?: number };
}
interface ListPage<Raw> extends Page {
  readonly items?: readonly Raw[] | null;
}
interface TablePage extends Page {
  readonly columnDefinitions?: readonly { readonly name: string }[];
  readonly rows?: readonly { readonly cells: readonly unknown[] }[] | null;
}

/** The API's verbs over an exchange, counting on `meter`. */
export function createClusterApi(access: ClusterAccess, exchange: Exchange, meter: Meter): ClusterApi {
  const explain = (path: string, answer: Answer, method = 'GET') =>
    explainAnswer(access, `${method} ${path}`, { ...answer, date: answer.headers.date });

  /** Sends an object and gives the body of the answer, which is a success. */
  async function send(method: 'POST' | 'DELETE', path: string, object: object, options: RequestOptions = {}) {
    const { deadlineMs = defaultDeadlineMs } = options;
    const question = { method, path, accept: json, body: JSON.stringify(object), deadlineMs };
    const answer = await exchange.ask(question, meter);
    if (answer.status < 200 || answer.status > 299) throw explain(path, answer, method);
    return answer.body;
  }

  async function get<T>(path: string, options: RequestOptions = {}, accept = json): Promise<T> {
    const answer = await exchange.ask({ path, accept, deadlineMs: options.deadlineMs ?? defaultDeadlineMs }, meter);
    if (answer.status !== 200) throw explain(path, answer);
    return parseBody(path, answer.body);
  }

  async function firstPage<Raw, T>(path: string, project: (item: Raw) => T, options: ListOptions = {}) {
    const read = (token?: string) =>
      get<ListPage<Raw>>(listPath(path, { limit: pageSize, ...options }, token), options);
    const take = (page: ListPage<Raw>) => count(meter, (page.items ?? []).map(project));
    const page = await read();
    const { continue: token, remainingItemCount: remaining = 0 } = page.metadata ?? {};
    return { items: take(page), remaining, next: () => restOf(token, read, take) };
  }

  async function list<Raw, T>(path: string, project: (item: Raw) => T, options?: ListOptions): Promise<T[]> {
    const first = await firstPage(path, project, options);
    return first.items.concat(await first.next());
  }

  async function table<T>(path: string, project: (cells: Record<string, string>) => T, options: ListOptions = {}) {
    const paged = `${listPath(path, { limit: tablePageSize, ...options })}&includeObject=None`;
    const read = (token?: string) =>
      get<TablePage>(token ? `${paged}&continue=${encodeURIComponent(token)}` : paged, options, asTable);
    const page = await read();
    if (page.kind !== 'Table') return undefined;
    const names = (page.columnDefinitions ?? []).map((column) => column.name);
    const take = ({ rows }: TablePage) =>
      count(
        meter,
        (rows ?? []).map(({ cells }) => project(Object.fromEntries(names.map((name, i) => [name, String(cells[i])])))),
      );
    return { rows: take(page).concat(await restOf(page.metadata?.continue, read, take)) };
  }

  return {
    get: (path, options) => get(path, options),
    list,
    firstPage,
    table,
    create: async (path, object, options) => parseBody(path, await send('POST', path, object, options)),
    async delete(path, preconditions, { propagation, ...options } = {}) {
      await send('DELETE', path, deleteOptions(preconditions, propagation), options);
    },
    exec: (command) => execLazily(access, meter, command),
    async http(path, { deadlineMs = defaultDeadlineMs, accept = '*/*', maxBytes = 65_536 } = {}) {
      const startedAt = performance.now();
      const answer = await exchange.ask({ path, accept, deadlineMs, maxBytes }, meter);
      const isRefused = answer.status === 401 || answer.status === 403;
      if (isRefused && parseStatus(answer.body)) throw explain(path, answer);
      return { ...answer, durationMs: performance.now() - startedAt };
    },
  };
}

function deleteOptions(preconditions: { readonly uid: string }, propagationPolicy: string | undefined): object {
  return { kind: 'DeleteOptions', apiVersion: 'v1', preconditions, ...(propagationPolicy && { propagationPolicy }) };
}

/** The WebSocket client is heavy and needed by one probe only: it must not be on the start-up path. */
async function execLazily(access: ClusterAccess, meter: Meter, command: ContainerCommand): Promise<string> {
  const { runInContainer } = await import('./exec.ts');
  meter.requests += 1;
  return runInContainer(access, command);
}

/** Reads the pages after `token` to the end; `take` is given each and may then forget it. */
async function restOf<P extends Page, T>(
  token: string | undefined,
  read: (token: string) => Promise<P>,
  take: (page: P) => T[],
): Promise<T[]> {
  const taken: T[] = [];
  for (let next = token; next; ) {
    const page = await read(next);
    for (const item of take(page)) taken.push(item);
    next = page.metadata?.continue;
  }
  return taken;
}

function count<T>(meter: Meter, items: T[]): T[] {
  meter.items += items.length;
  return items;
}

function parseBody<T>(path: string, body: string): T {
  try {
    return JSON.parse(body) as T;
  } catch (error) {
    throw new ReadError('failed', `GET ${path}: the answer is not JSON`, { cause: error });
  }
}

function listPath(path: string, { limit, fieldSelector, labelSelector }: ListOptions, token?: string): string {
  const query = new URLSearchParams({
    ...(limit === undefined ? {} : { limit: limit.toFixed() }),
    ...(fieldSelector && { fieldSelector }),
    ...(labelSelector && { labelSelector }),
    ...(token && { continue: token }),
  });
  return `${path}?${query.toString()}`;
}
