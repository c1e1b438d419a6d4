import { describe, expect, it, vi } from 'vitest';
import { accessFromEks, openEksCluster } from '#lib/cluster/eks/eks-cluster.ts';
import { ReadError } from '#lib/cluster/read-error.ts';
import { UsageError } from '#lib/config/usage-error.ts';
import { type AwsAnswer, describedCluster, startFakeAws } from './fake-aws.ts';

const endpoint = 'https://ABC.gr7.eu-west-1.eks.amazonaws.com';

const assumed = `<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult><Credentials>
  <AccessKeyId>ASSUMED</AccessKeyId><SecretAccessKey>secret</SecretAccessKey><SessionToken>session</SessionToken>
  <Expiration>2099-01-01T00:00:00Z</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>`;
const notAssumed = `<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type>
  <Code>AccessDenied</Code><Message>User: me is not authorized</Message></Error></ErrorResponse>`;

const failing = (status: number, code: string, message: string): AwsAnswer => ({
  status,
  body: { message },
  headers: { 'x-amzn-errortype': code },
});

const decode = (authorization: string | undefined) =>
  Buffer.from((authorization ?? '').replace('Bearer k8s-aws-v1.', ''), 'base64url').toString('utf8');

describe('accessFromEks', () => {
  it('takes endpoint and authority from EKS, and signs as the caller', async () => {
    const { calls } = await startFakeAws(() => describedCluster(endpoint, 'PEM'));
    const access = await accessFromEks({ cluster: 'shop' });
    expect(access).toMatchObject({ url: endpoint, ca: 'PEM' });
    expect(calls.map(({ line }) => line)).toEqual(['GET /clusters/shop']);
    expect(decode(await access.authorization?.({ isRefused: false }))).toMatch(
      /^https:\/\/sts\.eu-west-1\.amazonaws\.com\/\?Action=GetCallerIdentity&.*X-Amz-Credential=test%2F/,
    );
  });

  it('asks and signs as an assumed role, in the region given', async () => {
    const { calls } = await startFakeAws(({ form }) =>
      form.has('RoleArn') ? { body: assumed } : describedCluster(endpoint),
    );
    const roleArn = 'arn:aws:iam::222222222222:role/looks';
    const access = await accessFromEks({ cluster: 'shop', region: 'us-east-1', roleArn });
    expect(calls[0]?.form.get('RoleArn')).toBe(roleArn);
    expect(calls[1]?.headers['authorization']).toContain('Credential=ASSUMED/');
    expect(decode(await access.authorization?.({ isRefused: false }))).toMatch(
      /^https:\/\/sts\.us-east-1\.amazonaws\.com\/.*X-Amz-Security-Token=session.*=ASSUMED%2F/,
    );
    expect(calls).toHaveLength(2);
  });

  it.each([
    [
      failing(404, 'ResourceNotFoundException', 'No cluster found'),
      'EKS has no cluster shop in eu-west-1; aws eks list-clusters --region eu-west-1 lists those there are',
    ],
    [
      failing(403, 'AccessDeniedException', 'User: me is not authorized'),
      'User: me is not authorized; give this identity eks:DescribeCluster on the cluster shop',
    ],
    [
      failing(403, 'UnrecognizedClientException', 'invalid token'),
      'AWS refuses the credentials (UnrecognizedClientException, invalid token); sign in anew, and see that the clock is right',
    ],
    [{ body: { cluster: { status: 'CREATING' } } }, 'cluster shop is CREATING and has no endpoint; try again later'],
  ])('tells the user what to mend (%#)', async (answer, message) => {
    await startFakeAws(() => answer);
    await expect(accessFromEks({ cluster: 'shop' })).rejects.toEqual(new UsageError(message));
  });

  it('tells which role cannot be assumed', async () => {
    await startFakeAws(() => ({ status: 403, body: notAssumed }));
    const asked = accessFromEks({ cluster: 'shop', roleArn: 'arn:aws:iam::222222222222:role/looks' });
    await expect(asked).rejects.toThrow(
      /^the role arn:aws:iam::222222222222:role\/looks cannot be assumed: AccessDenied, User: me is not authorized; its trust policy/,
    );
  });

  it('tells that the EKS API is out of reach from what it says', async () => {
    await startFakeAws(() => ({ body: {} }));
    vi.stubEnv('AWS_ENDPOINT_URL', 'http://127.0.0.1:1');
    const asked = accessFromEks({ cluster: 'shop' });
    await expect(asked).rejects.toBeInstanceOf(ReadError);
    await expect(asked).rejects.toThrow(
      /the EKS API of eu-west-1 does not answer \(ECONNREFUSED\).*com\.amazonaws\.eu-west-1\.eks/,
    );
  });

  it('tells of what EKS itself gets wrong in its words', async () => {
    await startFakeAws(() => failing(500, 'ServerException', 'out of order'));
    await expect(accessFromEks({ cluster: 'shop' })).rejects.toThrow(
      'eks:DescribeCluster shop: ServerException, out of order',
    );
  });
});

describe('the token of an EksCluster', () => {
  it('is kept for ten minutes, and made anew when refused', async () => {
    await startFakeAws(() => describedCluster(endpoint));
    let now = new Date('2026-03-02T07:00:00Z');
    const { authorization } = await openEksCluster({ cluster: 'shop' }, () => now).access();
    const signedAt = async (isRefused = false) =>
      /X-Amz-Date=\d+T(\d+)/.exec(decode(await authorization?.({ isRefused })))?.[1];
    expect(await signedAt()).toBe('070000');
    now = new Date('2026-03-02T07:09:59Z');
    expect(await signedAt()).toBe('070000');
    expect(await signedAt(true)).toBe('070959');
    now = new Date('2026-03-02T07:19:59Z');
    expect(await signedAt()).toBe('071959');
  });
});
