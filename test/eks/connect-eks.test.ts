import { describe, expect, it, onTestFinished } from 'vitest';
import { connectEks } from '#lib/cluster/eks/connect-eks.ts';
import { openEksCluster } from '#lib/cluster/eks/eks-cluster.ts';
import type { Certificate } from '../support/certificates.ts';
import { makeCertificate } from '../support/certificates.ts';
import { type ScriptedAnswer, startTlsApiServer } from '../support/tls-api-server.ts';
import { type AwsAnswer, describedCluster, startFakeAws } from './fake-aws.ts';

const meter = () => ({ requests: 0, bytes: 0, items: 0 });

async function startApiServer(
  certificate: Certificate,
  answer: () => ScriptedAnswer = () => ({ json: { is: 'here' } }),
) {
  const server = await startTlsApiServer(certificate, answer);
  onTestFinished(() => server.close());
  return server;
}

/** One run's read of `/version`. */
async function readOnce(cluster: ReturnType<typeof openEksCluster>, reads = 1): Promise<unknown> {
  const connection = connectEks(cluster);
  try {
    const all = Array.from({ length: reads }, () => connection.api(meter()).get('/version'));
    return (await Promise.all(all))[0];
  } finally {
    connection.close();
  }
}

async function startEks(located: () => AwsAnswer) {
  const { calls } = await startFakeAws(located);
  return { cluster: openEksCluster({ cluster: 'shop', region: 'eu-west-1' }), calls };
}

describe('connectEks', () => {
  it('locates the cluster once for as long as it is warm', async () => {
    const certificate = await makeCertificate();
    const server = await startApiServer(certificate);
    const { cluster, calls } = await startEks(() => describedCluster(server.url, certificate.cert));
    expect(calls).toEqual([]);
    expect(await readOnce(cluster, 3)).toEqual({ is: 'here' });
    expect(await readOnce(cluster)).toEqual({ is: 'here' });
    expect(calls).toHaveLength(1);
    expect(server.connections()).toBe(2);
  });

  it.each(['another authority', 'another address'])('finds a cluster made anew with %s', async (change) => {
    const [first, second] = [await makeCertificate(), await makeCertificate()];
    const [before, after] = [await startApiServer(first), await startApiServer(second)];
    const stale = change === 'another authority' ? after.url : before.url;
    let located = describedCluster(stale, first.cert);
    const { cluster, calls } = await startEks(() => located);
    await cluster.access();
    await before.close();
    located = describedCluster(after.url, second.cert);
    expect(await readOnce(cluster, 3)).toEqual({ is: 'here' });
    expect(calls).toHaveLength(2);
  });

  it('locates anew once when a kept location answers 401, then says what to look at', async () => {
    const certificate = await makeCertificate();
    let status = 200;
    const server = await startApiServer(certificate, () => ({ status, json: {} }));
    const { cluster, calls } = await startEks(() => describedCluster(server.url, certificate.cert));
    await readOnce(cluster);
    status = 401;
    await expect(readOnce(cluster)).rejects.toMatchObject({
      failure: 'unauthenticated',
      message:
        'GET /version: 401, the credentials are not accepted; the cluster has no access entry for this role, or the role was made anew since; see aws eks list-access-entries --cluster-name shop --region eu-west-1',
    });
    expect(calls).toHaveLength(2);
  });

  it('does not locate anew what it has just located', async () => {
    const [right, wrong] = [await makeCertificate(), await makeCertificate()];
    const server = await startApiServer(right);
    const { cluster, calls } = await startEks(() => describedCluster(server.url, wrong.cert));
    await expect(readOnce(cluster, 3)).rejects.toMatchObject({
      failure: 'tls',
      message: /look for a proxy in between$/,
    });
    expect(calls).toHaveLength(1);
  });

  it('tells of a clock that is wrong rather than of access entries', async () => {
    const certificate = await makeCertificate();
    const date = new Date(Date.now() - 600_000).toUTCString();
    const server = await startApiServer(certificate, () => ({ status: 401, headers: { date }, json: {} }));
    const { cluster } = await startEks(() => describedCluster(server.url, certificate.cert));
    await expect(readOnce(cluster)).rejects.toThrow(
      /401, the credentials are not accepted; this machine's clock is (599|60\d) s ahead of the server's: set it right$/,
    );
  });

  it('tells which right is missing', async () => {
    const certificate = await makeCertificate();
    const message = 'nodes is forbidden: User "arn" cannot list resource "nodes" in API group "" at the cluster scope';
    const server = await startApiServer(certificate, () => ({ status: 403, json: { kind: 'Status', message } }));
    const { cluster } = await startEks(() => describedCluster(server.url, certificate.cert));
    await expect(readOnce(cluster)).rejects.toMatchObject({
      failure: 'denied',
      message: `GET /version: 403, ${message}`,
    });
  });

  it('fails each read with why the cluster was not found, asking once', async () => {
    const { cluster, calls } = await startEks(() => ({
      status: 404,
      body: { message: 'No cluster' },
      headers: { 'x-amzn-errortype': 'ResourceNotFoundException' },
    }));
    await expect(readOnce(cluster, 3)).rejects.toThrow('EKS has no cluster shop in eu-west-1');
    expect(calls).toHaveLength(1);
  });
});
