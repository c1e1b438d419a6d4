import { STSClient } from '@aws-sdk/client-sts';
import { describe, expect, it } from 'vitest';
import { signEksToken } from '#lib/cluster/eks/token.ts';
import { UsageError } from '#lib/config/usage-error.ts';

const now = new Date('2026-03-02T07:00:00Z');

function sign({ region = 'eu-west-1', sessionToken = 'a+session/token==', cluster = 'shop' } = {}): Promise<string> {
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test', sessionToken };
  return signEksToken(new STSClient({ region, credentials }), cluster, now);
}

const addressIn = (token: string) =>
  new URL(Buffer.from(token.replace('k8s-aws-v1.', ''), 'base64url').toString('utf8'));

describe('signEksToken', () => {
  it('is the prefix and base64url without padding, of an address at the regional STS', async () => {
    const token = await sign();
    expect(token).toMatch(/^k8s-aws-v1\.[A-Za-z0-9_-]+$/);
    expect(addressIn(token)).toMatchObject({ origin: 'https://sts.eu-west-1.amazonaws.com', pathname: '/' });
  });

  it('has the parameters that the API server allows, each once, and the cluster among the signed headers', async () => {
    const { searchParams } = addressIn(await sign());
    expect([...searchParams.keys()].toSorted()).toEqual([
      'Action',
      'Version',
      'X-Amz-Algorithm',
      'X-Amz-Credential',
      'X-Amz-Date',
      'X-Amz-Expires',
      'X-Amz-Security-Token',
      'X-Amz-Signature',
      'X-Amz-SignedHeaders',
    ]);
    expect(Object.fromEntries(searchParams)).toMatchObject({
      Action: 'GetCallerIdentity',
      'X-Amz-Credential': 'test/20260302/eu-west-1/sts/aws4_request',
      'X-Amz-Date': '20260302T070000Z',
      'X-Amz-Expires': '60',
      'X-Amz-Security-Token': 'a+session/token==',
      'X-Amz-SignedHeaders': 'host;x-k8s-aws-id',
    });
  });

  it('is another for another cluster, and the same for the same', async () => {
    const [shop, again, other] = await Promise.all([sign(), sign(), sign({ cluster: 'other' })]);
    expect(again).toBe(shop);
    expect(other).not.toBe(shop);
  });

  it.each([
    ['us-east-1', 'sts.us-east-1.amazonaws.com'],
    ['cn-north-1', 'sts.cn-north-1.amazonaws.com.cn'],
    ['us-gov-west-1', 'sts.us-gov-west-1.amazonaws.com'],
  ])('goes to the STS of %s', async (region, host) => {
    expect(addressIn(await sign({ region })).host).toBe(host);
  });

  it('refuses a session whose token would be too long', async () => {
    await expect(sign({ sessionToken: 'x'.repeat(2696) })).resolves.toHaveLength(4095);
    const tooLong = sign({ sessionToken: 'x'.repeat(2697) });
    await expect(tooLong).rejects.toBeInstanceOf(UsageError);
    await expect(tooLong).rejects.toThrow('the token for cluster shop has 4097 bytes and the API server takes 4096');
  });
});
