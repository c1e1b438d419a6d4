import { createServer } from 'node:http';

/** What a path answers; by default 200, at once. */
export type CannedAnswer = {
  readonly status?: number;
  readonly body: string;
  readonly contentType?: string;
  /** How long the server takes; give more than the caller's deadline for a server that hangs. */
  readonly delayMs?: number;
};

/** A small web server on loopback that stands for what runs in a pod. */
export type AnsweringServer = {
  /** 'host:port', for `setEndpoint` and `setPods`. */
  readonly address: string;
  /** The requests so far, as 'GET /health'. */
  readonly requests: readonly string[];
  /** Changes what a path answers from now on. Paths without an answer are 404. */
  readonly answer: (path: string, answer: CannedAnswer) => void;
  readonly stop: () => Promise<void>;
};

export async function startAnsweringServer(answers: Readonly<Record<string, CannedAnswer>>): Promise<AnsweringServer> {
  const byPath = new Map(Object.entries(answers));
  const requests: string[] = [];
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://pod').pathname;
    requests.push(`${request.method} ${path}`);
    const {
      status = 200,
      body,
      contentType = 'application/json',
      delayMs = 0,
    } = byPath.get(path) ?? { status: 404, body: '{}' };
    const reply = (): unknown => response.writeHead(status, { 'content-type': contentType }).end(body);
    if (delayMs === 0) reply();
    else setTimeout(reply, delayMs).unref();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  server.unref();
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    address: `127.0.0.1:${port}`,
    requests,
    answer: (path, answer) => void byPath.set(path, answer),
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
