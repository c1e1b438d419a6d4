import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text as readText } from 'node:stream/consumers';
import { installRuntimeClient } from './install.ts';
import { startTethered } from './tether.ts';

export interface LambdaOptions {
  /** Where `index.mjs` is, which exports `handler`. */
  readonly folder: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
}

/** What an invocation came to, as Lambda gives it to whoever invoked. */
export interface Invoked {
  readonly isError: boolean;
  readonly payload: Record<string, unknown>;
  readonly durationMs: number;
}

/** A function as Lambda runs it: its own runtime for Node, in a process of its own, asked through the Runtime API. */
export interface RunningLambda {
  /** Invocations are handed on one after the other. */
  invoke(event: unknown): Promise<Invoked>;
  /** From the process's start until it asked for its first event. */
  initMs(): number;
  /** What it wrote: logs and metrics. */
  log(): string;
  stop(): Promise<void>;
}

interface Waiting {
  readonly id: string;
  readonly event: unknown;
  readonly settle: (isError: boolean, payload: string) => void;
}

/** https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html */
const apiPath = /^\/2018-06-01\/runtime\/(?:(invocation\/next)|(init\/error)|invocation\/([^/]+)\/(response|error))$/;

/** Starts the function; what it gets wrong at its start is the answer to its first event. */
export async function startLambda({ folder, environment, timeoutMs }: LambdaOptions): Promise<RunningLambda> {
  const queue: Waiting[] = [];
  const running = new Map<string, Waiting>();
  let asking: ServerResponse | undefined;
  let readyAt: number | undefined;

  function handOn(): void {
    const next = asking && queue.shift();
    if (!asking || !next) return;
    running.set(next.id, next);
    asking.writeHead(200, {
      'content-type': 'application/json',
      'Lambda-Runtime-Aws-Request-Id': next.id,
      'Lambda-Runtime-Deadline-Ms': String(Date.now() + timeoutMs),
      'Lambda-Runtime-Invoked-Function-Arn': 'arn:aws:lambda:eu-west-1:111122223333:function:eks-runbook-daily-morning',
      'Lambda-Runtime-Trace-Id': 'Root=1-0-0;Sampled=0',
    });
    asking.end(JSON.stringify(next.event));
    asking = undefined;
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await readText(request);
    const [, isNext, isInitError, id = '', outcome] = apiPath.exec(request.url ?? '') ?? [];
    if (isNext) {
      readyAt ??= performance.now();
      asking = response;
      return handOn();
    }
    const ended = isInitError ? queue.shift() : running.get(id);
    running.delete(id);
    ended?.settle(outcome !== 'response', body);
    response.writeHead(202, { 'content-type': 'application/json' }).end('{"status":"OK"}');
  }

  const api = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => api.listen(0, '127.0.0.1', resolve));
  const startedAt = performance.now();
  const program = await startTethered(process.execPath, [await installRuntimeClient(), 'index.handler'], {
    AWS_LAMBDA_RUNTIME_API: `127.0.0.1:${(api.address() as AddressInfo).port}`,
    LAMBDA_TASK_ROOT: folder,
    LAMBDA_RUNTIME_DIR: folder,
    _HANDLER: 'index.handler',
    AWS_LAMBDA_FUNCTION_NAME: 'eks-runbook-daily-morning',
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '1024',
    AWS_LAMBDA_LOG_GROUP_NAME: '/aws/lambda/eks-runbook-daily-morning',
    AWS_LAMBDA_LOG_STREAM_NAME: 'local',
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
    NODE_OPTIONS: '--enable-source-maps',
    TZ: ':UTC',
    ...environment,
  });

  return {
    invoke(event) {
      const { promise, resolve } = Promise.withResolvers<Invoked>();
      const askedAt = performance.now();
      const watching = setInterval(() => {
        if (program.exitCode() !== undefined) settle(true, JSON.stringify({ errorType: 'exited', log: program.log() }));
      }, 100);
      const settle = (isError: boolean, payload: string) => {
        clearInterval(watching);
        resolve({ isError, payload: JSON.parse(payload), durationMs: performance.now() - askedAt });
      };
      queue.push({ id: randomUUID(), event, settle });
      handOn();
      return promise;
    },
    initMs: () => (readyAt ?? Number.NaN) - startedAt,
    log: () => program.log(),
    async stop() {
      await program.stop();
      api.closeAllConnections();
      api.close();
    },
  };
}
