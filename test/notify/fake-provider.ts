import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished } from 'vitest';
import { examinationKey } from '#lib/notify/alert-path/examine-pagerduty.ts';

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
  /** What it always gives, from now on. */
  answerFrom(answer: ProviderAnswer): void;
  /** Does not answer from now on, until what is given is called: then all get the usual answer. */
  hang(): () => void;
  /** The bodies that have come since the last call. When the test is done none may be left. */
  take(): string[];
  /** How many would be taken. */
  count(): number;
  /** Answers so from now on when it is examined, instead of as a provider that is well. */
  answerExaminations(answer: ProviderAnswer): void;
  /** How often it was examined: what tells nobody anything is no message. */
  examined(): number;
}

/** Starts a provider that ends with the test, and fails it when something has come that nobody asked about. */
export async function startFakeProvider(always: ProviderAnswer = { status: 202 }): Promise<FakeProvider> {
  const received: string[] = [];
  const answers: ProviderAnswer[] = [];
  const state = { always, examined: 0, examination: undefined as ProviderAnswer | undefined, free: Promise.resolve() };
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const text = Buffer.concat(chunks).toString();
    const usual = answerToExamination(text);
    if (usual) state.examined += 1;
    else received.push(text);
    await state.free;
    const answer = usual ? (state.examination ?? usual) : (answers.shift() ?? state.always);
    const { status = 202, headers = {}, body = '', hangUp = false } = answer;
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
    answerFrom: (answer) => {
      state.always = answer;
    },
    hang() {
      const { promise, resolve } = Promise.withResolvers<void>();
      state.free = promise;
      return resolve;
    },
    take: () => received.splice(0),
    count: () => received.length,
    answerExaminations: (answer) => {
      state.examination = answer;
    },
    examined: () => state.examined,
  };
}

/** What a provider that is well says to an examination: PagerDuty to any event, Slack to a message without a text. */
function answerToExamination(text: string): ProviderAnswer | undefined {
  if (text.includes(examinationKey)) return { status: 202 };
  return text === '{"text":""}' ? { status: 400, body: 'no_text' } : undefined;
}
