import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { describe, expect, it, onTestFinished } from 'vitest';
import { connectCluster } from '#lib/cluster/connection.ts';

/** An API over a server that keeps what it is sent and answers with `status`, or breaks the connection (0). */
async function connected(status: number, answer: object = {}) {
  const sent: { method: string; url: string; body: string }[] = [];
  const server = createServer(async (request, response) => {
    sent.push({ method: request.method ?? '', url: request.url ?? '', body: await text(request) });
    if (status === 0) request.socket.destroy();
    else response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const connection = connectCluster({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
  onTestFinished(() => {
    connection.close();
    server.closeAllConnections();
    server.close();
  });
  return { api: connection.api({ requests: 0, bytes: 0, items: 0 }), sent };
}

describe('a change', () => {
  it('creates an object and gives what the server made of it', async () => {
    const { api, sent } = await connected(201, { metadata: { uid: 'u' } });
    expect(await api.create('/api/v1/pods', { kind: 'Pod' })).toEqual({ metadata: { uid: 'u' } });
    expect(sent).toEqual([{ method: 'POST', url: '/api/v1/pods', body: '{"kind":"Pod"}' }]);
  });

  it('deletes an object on condition of its uid', async () => {
    const { api, sent } = await connected(200);
    await api.delete('/api/v1/pods/a', { uid: 'u' });
    const body = '{"kind":"DeleteOptions","apiVersion":"v1","preconditions":{"uid":"u"}}';
    expect(sent).toEqual([{ method: 'DELETE', url: '/api/v1/pods/a', body }]);
  });

  it.each([
    [403, 'denied'],
    [404, 'absent'],
    [409, 'failed'],
  ])('that the server answers %i is an error with its status', async (status, failure) => {
    const { api } = await connected(status, { kind: 'Status', message: 'told' });
    await expect(api.create('/p', {})).rejects.toMatchObject({ status, failure, message: `POST /p: ${status}, told` });
    await expect(api.delete('/p', { uid: 'u' })).rejects.toMatchObject({ status, failure });
  });

  it('is not sent again when the connection breaks, while a read is', async () => {
    const { api, sent } = await connected(0);
    await expect(api.create('/p', {})).rejects.toMatchObject({ failure: 'unreachable' });
    await expect(api.delete('/p', { uid: 'u' })).rejects.toMatchObject({ failure: 'unreachable' });
    await expect(api.get('/p')).rejects.toMatchObject({ failure: 'unreachable' });
    expect(sent.map(({ method }) => method)).toEqual(['POST', 'DELETE', 'GET', 'GET']);
  });
});
