import { describe, expect, it } from 'vitest';
import { createClusterApi } from '#lib/cluster/api-client.ts';
import type { Answer, Exchange, Question } from '#lib/cluster/exchange.ts';

const access = { url: 'https://127.0.0.1:1' };

/** An exchange that answers from a script and keeps what it was asked. */
function scripted(answers: Readonly<Record<string, Partial<Answer> & { json?: unknown }>>) {
  const asked: Question[] = [];
  const exchange: Exchange = {
    async ask(question) {
      asked.push(question);
      const { json, ...answer } = answers[question.path] ?? { status: 404, body: '' };
      return { status: 200, headers: {}, body: JSON.stringify(json), ...answer };
    },
    connections: () => 0,
    close() {},
  };
  const meter = { requests: 0, bytes: 0, items: 0 };
  return { api: createClusterApi(access, exchange, meter), asked, meter };
}

const nameOf = (item: { name: string }) => item.name;

describe('list', () => {
  it('reads page after page to the end, in order', async () => {
    const { api, meter } = scripted({
      '/api/v1/pods?limit=250': {
        json: { metadata: { continue: 'a b', remainingItemCount: 2 }, items: [{ name: 'one' }] },
      },
      '/api/v1/pods?limit=250&continue=a+b': { json: { metadata: { continue: 'c' }, items: [{ name: 'two' }] } },
      '/api/v1/pods?limit=250&continue=c': { json: { metadata: {}, items: [{ name: 'three' }] } },
    });
    expect(await api.list('/api/v1/pods', nameOf)).toEqual(['one', 'two', 'three']);
    expect(meter.items).toBe(3);
  });

  it('is an error when a page in the middle has expired, never a short list', async () => {
    const { api } = scripted({
      '/api/v1/pods?limit=250': { json: { metadata: { continue: 'x' }, items: [{ name: 'one' }] } },
      '/api/v1/pods?limit=250&continue=x': {
        status: 410,
        json: { kind: 'Status', message: 'The provided continue parameter is too old' },
      },
    });
    await expect(api.list('/api/v1/pods', nameOf)).rejects.toMatchObject({
      failure: 'failed',
      message: 'GET /api/v1/pods?limit=250&continue=x: 410, The provided continue parameter is too old',
    });
  });

  it('reads a list without items as empty', async () => {
    const { api } = scripted({ '/api/v1/pods?limit=250': { json: { kind: 'PodList', items: null } } });
    expect(await api.list('/api/v1/pods', nameOf)).toEqual([]);
  });

  it('says that an answer is not JSON', async () => {
    const { api } = scripted({ '/api/v1/pods?limit=250': { body: '<html>' } });
    await expect(api.list('/api/v1/pods', nameOf)).rejects.toThrow(
      'GET /api/v1/pods?limit=250: the answer is not JSON',
    );
  });
});

describe('table', () => {
  const path = '/api/v1/pods?limit=5000&includeObject=None';
  const columnDefinitions = [{ name: 'Name' }, { name: 'Ready' }];

  it('gives the cells by the names of their columns, over pages whose later ones name no columns', async () => {
    const { api } = scripted({
      [path]: {
        json: { kind: 'Table', columnDefinitions, metadata: { continue: 'k' }, rows: [{ cells: ['web-1', '1/1'] }] },
      },
      [`${path}&continue=k`]: { json: { kind: 'Table', rows: [{ cells: ['web-2', '0/1'] }] } },
    });
    const table = await api.table('/api/v1/pods', (cells) => `${cells.Name} ${cells.Ready}`);
    expect(table?.rows).toEqual(['web-1 1/1', 'web-2 0/1']);
  });

  it('is undefined where the server answers with objects', async () => {
    const { api } = scripted({ [path]: { json: { kind: 'PodList', items: [] } } });
    expect(await api.table('/api/v1/pods', String)).toBeUndefined();
  });
});

describe('http', () => {
  it('gives any status of a backend as an answer', async () => {
    const { api } = scripted({ '/proxy/health': { status: 500, body: 'database is down' } });
    expect(await api.http('/proxy/health')).toMatchObject({ status: 500, body: 'database is down' });
  });

  it('gives a 403 of the backend as an answer and a 403 of the API server as an error', async () => {
    const forbidden = {
      kind: 'Status',
      reason: 'Forbidden',
      message: 'services "web:80" is forbidden: cannot get resource "services/proxy"',
    };
    const { api } = scripted({
      '/proxy/mine': { status: 403, body: 'no' },
      '/proxy/theirs': { status: 403, json: forbidden },
    });
    expect(await api.http('/proxy/mine')).toMatchObject({ status: 403, body: 'no' });
    await expect(api.http('/proxy/theirs')).rejects.toMatchObject({ failure: 'denied', status: 403 });
  });
});
