import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { listAccessEntries } from '#lib/cluster/aws/access-operations.ts';
import { type AwsApi, listPages } from '#lib/cluster/aws/aws-api.ts';
import { connectCluster } from '#lib/cluster/connection.ts';
import { connectEks } from '#lib/cluster/eks/connect-eks.ts';
import { openEksCluster } from '#lib/cluster/eks/eks-cluster.ts';
import { ReadError } from '#lib/cluster/read-error.ts';
import { accessEntries } from '#lib/cluster/sources/access-entries.ts';
import { databases } from '#lib/cluster/sources/databases.ts';
import { imageScans } from '#lib/cluster/sources/image-scans.ts';
import { podIdentities } from '#lib/cluster/sources/pod-identities.ts';
import { recoveryPoints } from '#lib/cluster/sources/recovery-points.ts';
import { loadSources } from '#lib/runs/load-sources.ts';
import { startFakeAws } from '../eks/fake-aws.ts';
import { configWith } from '../support/config.ts';
import { now } from '../support/observe.ts';
import { loadFrom, openShop } from './load-from.ts';

const registry = '111122223333.dkr.ecr.eu-west-1.amazonaws.com';
const ask = (aws: AwsApi) => aws.call(listAccessEntries, { clusterName: 'shop' });
const refused = (code: string, status = 400) => ({
  status,
  body: { message: 'so it is' },
  headers: { 'x-amzn-errortype': code },
});

describe('a call of AWS that fails', () => {
  it.each([
    ['AccessDeniedException', 'denied', 'AccessDeniedException, so it is; give this identity eks:ListAccessEntries'],
    ['UnrecognizedClientException', 'unauthenticated', 'eks:ListAccessEntries: UnrecognizedClientException, so it is'],
    ['ServiceUnavailableException', 'failed', 'eks:ListAccessEntries: ServiceUnavailableException, so it is'],
    [
      'ThrottlingException',
      'failed',
      'eks:ListAccessEntries: AWS asks us to slow down (ThrottlingException, so it is); run it again later',
    ],
  ])('by %s is %s', async (code, failure, message) => {
    await startFakeAws(() => refused(code));
    const error = await ask(openShop()).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(ReadError);
    expect(error).toMatchObject({ failure, message, cause: { name: code } });
  });

  it('is tried again while AWS asks to slow down', async () => {
    const { calls } = await startFakeAws(() =>
      calls.length === 1 ? refused('ThrottlingException', 429) : { body: { accessEntries: ['a'] } },
    );
    vi.stubEnv('AWS_MAX_ATTEMPTS', '2');
    expect(await ask(openShop())).toMatchObject({ accessEntries: ['a'] });
  });

  it('ends with the run’s own reason', async () => {
    const ending = new AbortController();
    await startFakeAws(() => {
      ending.abort(new ReadError('failed', 'the time is used up'));
      return { body: {} };
    });
    const aws = openShop(ending.signal);
    await expect(ask(aws)).rejects.toThrow('the time is used up');
    await expect(ask(aws)).rejects.toThrow('the time is used up');
  });

  it('is no fault of a cluster where nobody is signed in to AWS', async () => {
    const { calls } = await startFakeAws(() => ({ body: {} }));
    for (const name of ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_PROFILE']) vi.stubEnv(name, undefined);
    for (const name of ['AWS_CONFIG_FILE', 'AWS_SHARED_CREDENTIALS_FILE']) vi.stubEnv(name, '/nowhere');
    vi.stubEnv('AWS_EC2_METADATA_DISABLED', 'true');
    await expect(ask(openShop())).rejects.toMatchObject({
      failure: 'absent',
      message: expect.stringContaining('eks:ListAccessEntries: no AWS credentials or region at hand'),
    });
    expect(await loadFrom(accessEntries, openShop())).toMatchObject({ status: 'not-read' });
    expect(await loadFrom(podIdentities, openShop())).toMatchObject({ isRead: false });
    const sections = { backups: { aws: { vaults: ['shop'], rdsInstances: ['orders'] } } };
    const containerStatuses = [{ name: 'app', imageID: `${registry}/cart@sha256:${'ab'.repeat(32)}` }];
    for (const source of [imageScans, recoveryPoints, databases]) {
      expect(source.whenAbsent).toBe('not-applicable');
      const loading = loadFrom<unknown>(source, openShop(), { sections, raw: [{ status: { containerStatuses } }] });
      await expect(loading).rejects.toMatchObject({ failure: 'absent' });
    }
    expect(calls).toEqual([]);
  });
});

describe('AWS', () => {
  it('is asked at most eight things at once', async () => {
    const waiting: (() => void)[] = [];
    const clients = vi.fn();
    const operation = {
      action: 'toys:List',
      open: async () => {
        clients();
        return () => new Promise<object>((resolve) => void waiting.push(() => resolve({})));
      },
    };
    const aws = openShop();
    const all = Promise.all(Array.from({ length: 9 }, () => aws.call(operation, {})));
    await vi.waitFor(() => expect(waiting).toHaveLength(8));
    waiting[0]?.();
    await vi.waitFor(() => expect(waiting).toHaveLength(9));
    for (const answer of waiting) answer();
    await all;
    expect(clients).toHaveBeenCalledTimes(1);
  });

  it('gives a list with an empty page in between whole', async () => {
    const pages = [{ items: [1], nextToken: 'b' }, { items: [], nextToken: 'c' }, { items: [2] }];
    const inputs: object[] = [];
    const aws = {
      clusterName: 'shop',
      call: async (_operation: unknown, input: object) => {
        inputs.push(input);
        return pages.shift();
      },
    } as AwsApi;
    const operation = { action: 'toys:List', pageField: 'nextToken', open: vi.fn() } as const;
    const itemsOf = (page: object) => (page as { items: number[] }).items;
    const list = await listPages(aws, operation, { input: { name: 'x' }, itemsOf, maxPages: 5 });
    expect(list).toEqual({ items: [1, 2], isTruncated: false });
    expect(inputs).toEqual([{ name: 'x' }, { name: 'x', nextToken: 'b' }, { name: 'x', nextToken: 'c' }]);
  });

  it('is asked by a run as whoever looks at the cluster, and its requests are counted', async () => {
    const { calls } = await startFakeAws(() => ({
      body: { cluster: { accessConfig: { authenticationMode: 'CONFIG_MAP' } } },
    }));
    const eksCluster = openEksCluster({ cluster: 'shop', region: 'eu-west-1' });
    expect(connectEks(eksCluster).aws?.clusterName).toBe('shop');
    const aws = eksCluster.aws();
    const connection = connectCluster({ url: 'http://127.0.0.1:1', aws });
    onTestFinished(() => connection.close());
    const { reads } = await loadSources([accessEntries], connection, { config: configWith(), now });
    expect(reads).toMatchObject([{ source: 'accessEntries', requests: 1, status: 'ok' }]);
    expect(calls.map(({ line }) => line)).toEqual(['GET /clusters/shop']);
  });

  it('names the rights in AWS beside why a source was not read', async () => {
    await startFakeAws(() => ({
      status: 403,
      body: '<ErrorResponse><Error><Code>AccessDenied</Code><Message>no</Message></Error></ErrorResponse>',
    }));
    const config = configWith({ backups: { aws: { rdsInstances: ['orders'] } } });
    const connection = connectCluster({ url: 'http://127.0.0.1:1', aws: openShop() });
    onTestFinished(() => connection.close());
    const { outcomes } = await loadSources([databases], connection, { config, now });
    const instance = 'arn:aws:rds:eu-west-1:ACCOUNT:db:orders';
    expect(outcomes.get('databases')).toEqual({
      status: 'denied',
      reason: `could not read DB instances of RDS and their snapshots (needs: rds:DescribeDBInstances on ${instance}; rds:DescribeDBSnapshots on ${instance}, arn:aws:rds:eu-west-1:ACCOUNT:snapshot:*): AccessDenied, no; give this identity rds:DescribeDBInstances`,
    });
  });
});
