import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createClusterApi } from '#lib/cluster/api-client.ts';
import { type Exchange, openExchange } from '#lib/cluster/exchange.ts';
import { type Certificate, makeCertificate } from '../support/certificates.ts';
import { type ScriptedAnswer, startTlsApiServer, type TlsApiServer } from '../support/tls-api-server.ts';

let certificate: Certificate;
const opened: (TlsApiServer | Exchange)[] = [];

beforeAll(async () => {
  certificate = await makeCertificate();
});

afterEach(async () => {
  for (const each of opened.splice(0)) await each.close();
});

async function connect(
  answer: (path: string, headers: Readonly<Record<string, string>>) => ScriptedAnswer | Promise<ScriptedAnswer>,
  {
    http1Only = false,
    waits = [] as number[],
    authorization = undefined as undefined | ((o: { isRefused: boolean }) => Promise<string>),
  } = {},
) {
  const server = await startTlsApiServer(certificate, answer, { http1Only });
  const access = { url: server.url, ca: certificate.cert, ...(authorization && { authorization }) };
  const exchange = openExchange(access, { wait: async (delayMs) => waits.push(delayMs) });
  opened.push(exchange, server);
  const meter = { requests: 0, bytes: 0, items: 0 };
  return { server, exchange, meter, api: createClusterApi(access, exchange, meter) };
}

describe('the transport', () => {
  it('sends forty reads over one HTTP/2 connection, at most eight at a time', async () => {
    const { api, server, exchange } = await connect(async () => {
      await new Promise((resolve) => setImmediate(resolve));
      return { json: {} };
    });
    await Promise.all(Array.from({ length: 40 }, (_, i) => api.get(`/version?${i}`)));
    expect(server.requests).toHaveLength(40);
    expect(server.mostInFlight()).toBe(8);
    expect(server.connections()).toBe(1);
    expect(exchange.connections()).toBe(1);
  });

  it('falls back to keep-alive HTTP/1.1 where the server speaks no HTTP/2', async () => {
    const { api, server } = await connect(() => ({ json: { gitVersion: 'v1.35.0' } }), { http1Only: true });
    expect(await api.get('/version')).toEqual({ gitVersion: 'v1.35.0' });
    expect(await api.get('/version')).toEqual({ gitVersion: 'v1.35.0' });
    expect(server.requests).toEqual(['GET /version', 'GET /version']);
  });

  it('waits as long as Retry-After says and counts both requests', async () => {
    const waits: number[] = [];
    let calls = 0;
    const { api, meter } = await connect(
      () => (++calls === 1 ? { status: 429, headers: { 'retry-after': '3' }, json: {} } : { json: { ok: true } }),
      { waits },
    );
    expect(await api.get('/api/v1/pods')).toEqual({ ok: true });
    expect(waits).toEqual([3000]);
    expect(meter).toEqual({ requests: 2, bytes: 13, items: 0 });
  });

  it('asks for new credentials once after a 401, and no more', async () => {
    const asked: boolean[] = [];
    const { api, server } = await connect(() => ({ status: 401, json: { kind: 'Status', message: 'Unauthorized' } }), {
      authorization: async ({ isRefused }) => {
        asked.push(isRefused);
        return 'Bearer x';
      },
    });
    await expect(api.get('/version')).rejects.toMatchObject({ failure: 'unauthenticated', status: 401 });
    expect(asked).toEqual([false, true]);
    expect(server.requests).toHaveLength(2);
  });

  it('ends a read at its deadline and says how long it waited', async () => {
    const { api } = await connect(() => new Promise(() => {}));
    await expect(api.get('/api/v1/nodes', { deadlineMs: 30 })).rejects.toMatchObject({
      failure: 'timeout',
      message: 'GET /api/v1/nodes: no answer within 0.03 s',
    });
  });

  it('opens the connection anew when it was broken between two reads', async () => {
    const { api, server } = await connect(() => ({ json: {} }));
    await api.get('/version');
    server.dropConnections();
    await expect(api.get('/version')).resolves.toEqual({});
    expect(server.connections()).toBe(2);
  });
});
