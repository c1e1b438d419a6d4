import { describe, expect, it } from 'vitest';
import type { ClusterApi } from '#lib/cluster/cluster-api.ts';
import { ReadError } from '#lib/cluster/read-error.ts';
import { environmentProbe } from '#lib/cluster/sources/environment-probe.ts';
import { namedSecrets } from '#lib/cluster/sources/named-secrets.ts';
import { podLogs } from '#lib/cluster/sources/pod-logs.ts';
import { configWith } from '../../support/config.ts';
import { now } from '../../support/observe.ts';
import { buildPod, withApp } from './build-configuration.ts';

const configuration = {
  secrets: ['db', 'db', 'other/tls'],
  requiredEnvironment: [{ workload: 'cart', names: ['DB_*'] }],
};

describe('named Secrets', () => {
  it('need the right to get each by its name, and no other', () => {
    const config = configWith({ namespaces: ['shop'], workloads: [], configuration });
    const right = { verb: 'get', group: '', resource: 'secrets' };
    expect(namedSecrets.permissions(config)).toEqual([
      { ...right, namespaces: ['shop'], names: ['db'] },
      { ...right, namespaces: ['other'], names: ['tls'] },
    ]);
  });

  it('leave no value behind', async () => {
    const config = configWith({ configuration: { secrets: ['db'] } });
    const data = { password: Buffer.from('hunter2').toString('base64') };
    const get = async () => ({ metadata: { name: 'db' }, data });
    const read = async () => ({ isKept: false, baseline: null });
    const loaded = await namedSecrets.load({ get } as unknown as ClusterApi, { config, now, read: read as never });
    expect(loaded[0]?.found?.entries).toMatchObject([{ key: 'password', bytes: 7 }]);
    expect(JSON.stringify(loaded)).not.toMatch(/hunter2|aHVudGVyMg/);
  });
});

describe('the probe of environments', () => {
  const probe = (exec: boolean, answer: () => Promise<string>) => {
    const config = configWith({ configuration: { ...configuration, exec } });
    const read = (async () => [buildPod(withApp({}))]) as never;
    return environmentProbe.load({ exec: answer } as unknown as ClusterApi, { config, now, read });
  };

  it('asks for no right, and runs nothing, unless it is switched on', async () => {
    expect(environmentProbe.permissions(configWith({ configuration }))).toEqual([]);
    expect(await probe(false, () => Promise.reject(new Error('ran')))).toBeNull();
    const config = configWith({ configuration: { ...configuration, exec: true } });
    expect(environmentProbe.permissions(config).map(({ verb, resource }) => `${verb} ${resource}`)).toEqual([
      'list pods',
      'get pods/exec',
      'create pods/exec',
    ]);
  });

  it('gives the names that were asked for and no value', async () => {
    expect(await probe(true, async () => 'DB_HOST=secret\nPATH=/bin\n')).toEqual([
      { workload: 'cart', namespace: 'shop', pod: 'cart-5d8f-a', container: 'app', names: ['DB_HOST'], failure: '' },
    ]);
  });

  it('says that an image has no env, and passes on that the right is missing', async () => {
    const failing = (failure: 'failed' | 'denied') => () => Promise.reject(new ReadError(failure, 'no env'));
    expect(await probe(true, failing('failed'))).toMatchObject([{ names: null, failure: 'no env' }]);
    await expect(probe(true, failing('denied'))).rejects.toThrow('no env');
  });
});

describe('the reviewed logs', () => {
  const config = configWith({
    workloads: [],
    logs: { selectors: [{ namespace: 'shop', labels: { app: 'cart' } }], maxContainers: 2 },
  });
  const load = (statuses: object[], http: (path: string) => Promise<object>) => {
    const raws = statuses.map((status, at) => ({
      metadata: { name: `cart-${at}`, namespace: 'shop' },
      spec: { nodeName: 'n', containers: [{ name: 'app' }] },
      status: { containerStatuses: [{ name: 'app', ...status }] },
    }));
    const list = async (_path: string, project: (raw: object) => unknown) => raws.map(project);
    return podLogs.load({ list, http } as unknown as ClusterApi, { config, now, read: (() => {}) as never });
  };
  const running = { state: { running: {} } };
  const failed = { terminated: { exitCode: 1 } };

  it('are those of containers that have run, and of the instance before a fault', async () => {
    const asked: string[] = [];
    const http = async (path: string) => {
      asked.push(path.replace(/.*pods\//, '').replace('?container=app&tailLines=50&timestamps=true', ''));
      return { status: 200, body: 'a\n' };
    };
    await load([{ ...running, lastState: failed }], http);
    await load([{ state: { waiting: {} } }, { state: { waiting: {} }, lastState: failed }], http);
    expect(asked).toEqual(['cart-0/log', 'cart-0/log&previous=true', 'cart-1/log']);
  });

  it('are read with fewer lines where they are too long, so that the newest are there', async () => {
    const asked: (string | null)[] = [];
    const http = async (path: string) => {
      const lines = new URLSearchParams(path.split('?')[1]).get('tailLines');
      asked.push(lines);
      return { status: 200, body: Number(lines) > 10 ? 'x'.repeat(256 * 1024) : 'newest\n' };
    };
    const { containers } = await load([running], http);
    expect(asked).toEqual(['50', '12', '3']);
    expect(containers[0]?.lines).toEqual([{ at: null, text: 'newest' }]);
  });

  it.each([
    [404, 'pods "cart-0" not found', []],
    [400, 'container "app" in pod "cart-0" is waiting to start: ContainerCreating', []],
    [
      500,
      'Get "https://10.0.0.1:10250": dial tcp: i/o timeout',
      ['Get "https://10.0.0.1:10250": dial tcp: i/o timeout'],
    ],
  ])('answered with %d (%s) fail: %j', async (status, message, failures) => {
    const body = JSON.stringify({ kind: 'Status', message });
    const { containers } = await load([running], async () => ({ status, body }));
    expect(containers.map(({ failure }) => failure)).toEqual(failures);
  });

  it('are of so many containers at most, spread over all', async () => {
    const all = await load([running, running, running, running], async () => ({ status: 200, body: '' }));
    expect([all.leftOut, all.containers.map(({ pod }) => pod)]).toEqual([2, ['cart-0', 'cart-2']]);
  });
});
