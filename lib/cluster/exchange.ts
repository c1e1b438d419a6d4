import { setTimeout as waitMs } from 'node:timers/promises';
import type { ClusterAccess } from './access.ts';
import { explainFailure } from './explain.ts';
import { openTransport, type TransportAnswer } from './transport.ts';

/** What reading has cost so far. */
export interface Meter {
  requests: number;
  bytes: number;
  items: number;
}

/** One question to the API server. */
export interface Question {
  readonly method?: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly accept: string;
  /** A JSON body. */
  readonly body?: string;
  /** What the body is; default `application/json`. */
  readonly contentType?: string;
  /** For the whole of it: waiting for Retry-After, connecting, and the body; not waiting for a place in the queue. */
  readonly deadlineMs: number;
  /** Where to cut the body; whole when not given. */
  readonly maxBytes?: number;
}

/** An answer, whatever its status. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface ExchangeOptions {
  /** Ends every request: the run's own deadline. */
  readonly signal?: AbortSignal;
  /** Waits before a request is sent again; injected in tests. */
  readonly wait?: (delayMs: number, signal: AbortSignal) => Promise<unknown>;
}

/** A connected cluster, below the API's verbs. */
export interface Exchange {
  /** Asks and gets any answer. Throws `ReadError` when there is none. */
  ask(question: Question, meter: Meter): Promise<Answer>;
  /** TCP connections opened so far. */
  connections(): number;
  close(): void;
}

const maxInFlight = 8;
const userAgent = 'eks-runbook';

/**
 * Sends questions over one transport, eight at a time. Reads that the server asks to repeat later (429, or 503 with
 * Retry-After) are repeated within their deadline; after a 401 the credentials are asked for anew once; a read whose
 * connection broke is sent again once.
 */
export function openExchange(access: ClusterAccess, options: ExchangeOptions = {}): Exchange {
  const transport = openTransport(access);
  const inTurn = limitConcurrency(maxInFlight);
  const wait = options.wait ?? ((delayMs, signal) => waitMs(delayMs, undefined, { signal }));

  async function send(question: Question, signal: AbortSignal, meter: Meter, isRefused: boolean): Promise<Answer> {
    const authorization = await access.authorization?.({ isRefused });
    meter.requests += 1;
    const answer = await transport.send({
      method: question.method ?? 'GET',
      path: question.path,
      headers: {
        accept: question.accept,
        'user-agent': userAgent,
        ...(authorization && { authorization }),
        // Node sends a DELETE's body over HTTP/1.1 without saying where it ends.
        ...(question.body !== undefined && {
          'content-type': question.contentType ?? 'application/json',
          'content-length': String(Buffer.byteLength(question.body)),
        }),
      },
      ...(question.body !== undefined && { body: question.body }),
      signal,
    });
    return { status: answer.status, headers: flatten(answer.headers), body: await readBody(answer, question, meter) };
  }

  async function sendUntilAnswered(question: Question, signal: AbortSignal, meter: Meter): Promise<Answer> {
    let isRefused = false;
    let hasBroken = false;
    for (;;) {
      try {
        const answer = await send(question, signal, meter, isRefused);
        const delayMs = retryDelayMs(answer);
        const mayAskAnew: boolean = answer.status === 401 && !isRefused && access.authorization !== undefined;
        if (delayMs === undefined && !mayAskAnew) return answer;
        isRefused ||= mayAskAnew;
        if (delayMs !== undefined) await wait(delayMs, signal);
      } catch (error) {
        // What changes the cluster may have been done before the connection broke: it is not sent again.
        const isRead = (question.method ?? 'GET') === 'GET';
        if (!isRead || hasBroken || signal.aborted || !isBrokenConnection(error)) throw error;
        hasBroken = true;
      }
    }
  }

  return {
    ask: (question, meter) =>
      inTurn(async () => {
        const deadline = AbortSignal.timeout(question.deadlineMs);
        const signal = options.signal ? AbortSignal.any([deadline, options.signal]) : deadline;
        try {
          return await sendUntilAnswered(question, signal, meter);
        } catch (error) {
          const asked = `${question.method ?? 'GET'} ${question.path}`;
          throw explainFailure(access, asked, signal.aborted ? signal.reason : error, question.deadlineMs);
        }
      }),
    connections: () => transport.connections(),
    close: () => transport.close(),
  };
}

async function readBody(answer: TransportAnswer, question: Question, meter: Meter): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of answer.body) {
    chunks.push(chunk);
    length += chunk.length;
    if (length >= (question.maxBytes ?? Number.POSITIVE_INFINITY)) break;
  }
  meter.bytes += length;
  return Buffer.concat(chunks).subarray(0, question.maxBytes).toString('utf8');
}

function flatten(headers: TransportAnswer['headers']): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
}

/** How long the server asks to wait: API priority and fairness answers 429 with Retry-After in seconds. */
function retryDelayMs(answer: Answer): number | undefined {
  const seconds = Number(answer.headers['retry-after'] ?? Number.NaN);
  if (answer.status === 429) return (Number.isNaN(seconds) ? 1 : seconds) * 1000;
  return answer.status === 503 && !Number.isNaN(seconds) ? seconds * 1000 : undefined;
}

function isBrokenConnection(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return /^(ECONNRESET|EPIPE|ERR_STREAM_PREMATURE_CLOSE|ERR_HTTP2_(GOAWAY_SESSION|INVALID_SESSION|STREAM_CANCEL|SESSION_ERROR))$/.test(
    code ?? '',
  );
}

/** Runs so many pieces of work at once, the others in the order in which they came. */
export function limitConcurrency(limit: number): <T>(work: () => Promise<T>) => Promise<T> {
  const waiting: (() => void)[] = [];
  let running = 0;
  return async (work) => {
    if (running >= limit) await new Promise<void>((resolve) => waiting.push(resolve));
    else running += 1;
    try {
      return await work();
    } finally {
      const next = waiting.shift(); // the place is handed on, so that none in between can take it
      if (next) next();
      else running -= 1;
    }
  };
}
