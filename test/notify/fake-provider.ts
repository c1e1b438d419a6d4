import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished } from 'vitest';

/** One answer of a provider; `hangUp` breaks the connection instead. */
export interface ProviderAnswer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly hangUp?: boolean;
}

/** A provider on loopback that remembers what it was sent. */
export interface FakeProvider {
  readonly url: string;
  /** Gives these answers to the next requests, in turn; after them what it always gives. */
  answerNext(...answers: readonly ProviderAnswer[]): void;
  /** The bodies that have come since the last call. When the test is done none may be left. */
  take(): string[];
}

/** Starts a provider that ends with the test, and fails it when something has come that nobody asked about. */
export async function startFakeProvider(always: ProviderAnswer = { status: 202 }): Promise<FakeProvider> {
  const received: string[] = [];
  const answers: ProviderAnswer[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    received.push(Buffer.concat(chunks).toString());
    const { status = 202, headers = {}, body = '', hangUp = false } = answers.shift() ?? always;
    if (hangUp) request.socket.destroy();
    else response.writeHead(status, headers).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    expect(received, 'messages that nobody expected').toEqual([]);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    answerNext: (...next) => void answers.push(...next),
    take: () => received.splice(0),
  };
}
