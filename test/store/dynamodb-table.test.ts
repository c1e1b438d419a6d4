import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openDynamodbTable } from '#lib/store/dynamodb-table.ts';
import type { Table } from '#lib/store/table.ts';

// What the emulators of test/aws/ never do: refuse for the moment, or for good. The rest of the contract is shown there.

interface Answer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

const done: Answer = { status: 200, body: {} };
const namespace = 'com.amazonaws.dynamodb.v20120810#';
const refused = (type: string, fields: object = {}): Answer => ({
  status: 400,
  body: { __type: namespace + type, message: 'said so', ...fields },
});
const cancelled = (...codes: string[]) =>
  refused('TransactionCanceledException', {
    CancellationReasons: codes.map((Code) => ({ Code, Message: `because of ${Code}` })),
  });

const writes = [{ put: { pk: 'p', sk: 'a' } }, { put: { pk: 'p', sk: 'b' } }];

describe('the DynamoDB table', () => {
  let server: Server;
  let table: Table;
  let answers: Answer[];
  let tokens: unknown[];
  let waits: number[];

  beforeEach(async () => {
    [answers, tokens, waits] = [[], [], []];
    server = createServer(async (request, response) => {
      const chunks = await request.toArray();
      tokens.push(JSON.parse(Buffer.concat(chunks).toString()).ClientRequestToken);
      const { status, body } = answers.shift() ?? refused('InternalServerError');
      response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0' }).end(JSON.stringify(body));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    table = openDynamodbTable('runbook', {
      client: {
        endpoint: `http://127.0.0.1:${port}`,
        region: 'us-east-1',
        credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
        maxAttempts: 1,
      },
      wait: async (delayMs) => {
        waits.push(delayMs);
      },
    });
  });
  afterEach(async () => {
    table.close();
    await new Promise((resolve) => server.close(resolve));
  });

  it('tries again when another transaction is in the way, each time as a new one', async () => {
    answers = [cancelled('TransactionConflict', 'None'), cancelled('None', 'ThrottlingError'), done];
    expect(await table.transact(writes)).toEqual({ committed: true });
    expect(new Set(tokens).size).toBe(3);
    expect(waits).toHaveLength(2);
  });

  it('gives up after eight tries, with a bounded wait before each', async () => {
    answers = Array.from({ length: 20 }, () => cancelled('TransactionConflict', 'None'));
    await expect(table.transact(writes)).rejects.toMatchObject({
      failure: 'busy',
      message: 'DynamoDB table runbook: other writers were in the way at every try: try again (said so)',
    });
    expect(answers).toHaveLength(12);
    for (const [index, delayMs] of waits.entries()) expect(delayMs).toBeLessThanOrEqual(20 * 2 ** (index + 1));
    expect(waits).toHaveLength(7);
  });

  it('does not try again when a condition has decided', async () => {
    answers = [cancelled('ConditionalCheckFailed', 'TransactionConflict')];
    expect(await table.transact(writes)).toEqual({ committed: false, failed: [{ index: 0 }] });
    expect(tokens).toHaveLength(1);
  });

  it('does not try again what the service finds wrong', async () => {
    answers = [cancelled('None', 'ValidationError')];
    await expect(table.transact(writes)).rejects.toMatchObject({
      failure: 'invalid',
      message: 'DynamoDB table runbook: because of ValidationError (said so)',
    });
    expect(tokens).toHaveLength(1);
  });

  it.each([
    [
      'ResourceNotFoundException',
      'unavailable',
      'there is no such table in this account and region: deploy it, or check its name and the region',
    ],
    ['AccessDeniedException', 'unavailable', 'these credentials may not use it: look at the IAM policy'],
    ['ExpiredTokenException', 'unavailable', 'the credentials have expired: sign in again'],
    ['ProvisionedThroughputExceededException', 'busy', 'too much is asked of it at once: try again in a minute'],
    ['SomethingElse', 'unavailable', 'check the network, the region and the endpoint'],
  ])('says what to do after %s', async (type, failure, advice) => {
    answers = [refused(type)];
    await expect(table.get({ pk: 'p', sk: 's' })).rejects.toMatchObject({
      name: 'StoreError',
      failure,
      message: `DynamoDB table runbook: ${advice} (said so)`,
    });
  });
});
