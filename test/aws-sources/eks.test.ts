import { describe, expect, it } from 'vitest';
import { accessEntries } from '#lib/cluster/sources/access-entries.ts';
import { podIdentities } from '#lib/cluster/sources/pod-identities.ts';
import { type AwsAnswer, type AwsCall, startFakeAws } from '../eks/fake-aws.ts';
import { loadFrom, openShop } from './load-from.ts';

const ann = 'arn:aws:iam::111122223333:role/ann';
const bob = 'arn:aws:iam::111122223333:user/bob';
const nodes = 'arn:aws:iam::111122223333:role/nodes';
const at = (arn: string) => encodeURIComponent(arn);

/** EKS with these answers by line; a line of none is something that is not there. */
function answerBy(answers: Readonly<Record<string, unknown>>) {
  return ({ line }: AwsCall): AwsAnswer => {
    const body = answers[line];
    const headers = { 'x-amzn-errortype': 'ResourceNotFoundException' };
    return body === undefined ? { status: 404, body: { message: `nothing at ${line}` }, headers } : { body };
  };
}

const cluster = (authenticationMode: string) => ({
  'GET /clusters/shop': { cluster: { name: 'shop', accessConfig: { authenticationMode } } },
});
const scoped = (name: string, type: string, namespaces: string[] = []) => ({
  policyArn: `arn:aws:eks::aws:cluster-access-policy/${name}`,
  accessScope: { type, namespaces },
});

describe('the access entries', () => {
  it('are read page by page, with their groups and access policies', async () => {
    const { calls } = await startFakeAws(
      answerBy({
        ...cluster('API_AND_CONFIG_MAP'),
        'GET /clusters/shop/access-entries?maxResults=100': { accessEntries: [ann], nextToken: 'more' },
        'GET /clusters/shop/access-entries?maxResults=100&nextToken=more': {
          accessEntries: [
            bob,
            `${bob}-gone`,
            nodes,
            'arn:aws:iam::111122223333:role/aws-service-role/eks/AWSServiceRole',
          ],
        },
        [`GET /clusters/shop/access-entries/${at(nodes)}`]: { accessEntry: { type: 'EC2_LINUX' } },
        [`GET /clusters/shop/access-entries/${at(nodes)}/access-policies?maxResults=100`]: {},
        [`GET /clusters/shop/access-entries/${at(ann)}`]: {
          accessEntry: { username: 'ann', kubernetesGroups: ['ops'], type: 'STANDARD' },
        },
        [`GET /clusters/shop/access-entries/${at(ann)}/access-policies?maxResults=100`]: {
          associatedAccessPolicies: [
            scoped('AmazonEKSViewPolicy', 'cluster'),
            scoped('AmazonEKSEditPolicy', 'namespace', ['dev-*']),
          ],
        },
        [`GET /clusters/shop/access-entries/${at(bob)}`]: { accessEntry: { type: 'STANDARD' } },
        [`GET /clusters/shop/access-entries/${at(bob)}/access-policies?maxResults=100`]: {},
      }),
    );
    expect(await loadFrom(accessEntries, openShop())).toEqual({
      status: 'read',
      usesAwsAuth: true,
      isTruncated: false,
      entries: [
        {
          principal: ann,
          username: 'ann',
          groups: ['ops'],
          policies: [
            { name: 'AmazonEKSViewPolicy', namespaces: 'all' },
            { name: 'AmazonEKSEditPolicy', namespaces: ['dev-*'] },
          ],
        },
        { principal: bob, username: '', groups: [], policies: [] },
      ],
    });
    expect(calls.every(({ headers }) => String(headers['authorization']).includes('/eu-west-1/eks/'))).toBe(true);
  });

  it('are none of a cluster that lets in by aws-auth alone, which refuses the question', async () => {
    const { calls } = await startFakeAws(answerBy(cluster('CONFIG_MAP')));
    expect(await loadFrom(accessEntries, openShop())).toEqual({ status: 'read', entries: [], usesAwsAuth: true });
    expect(calls).toHaveLength(1);
  });

  it('are truncated where there are more pages than are asked for', async () => {
    await startFakeAws(({ line }) => {
      if (line.startsWith('GET /clusters/shop/access-entries?')) return { body: { nextToken: 'more' } };
      return { body: cluster('API')['GET /clusters/shop'] };
    });
    expect(await loadFrom(accessEntries, openShop())).toEqual({
      status: 'read',
      entries: [],
      usesAwsAuth: false,
      isTruncated: true,
    });
  });

  it('are not read without AWS, and failed with the action where AWS refuses', async () => {
    expect(await loadFrom(accessEntries, undefined)).toEqual({
      status: 'not-read',
      reason: 'EKS access entries were not read: that needs the EKS API',
    });
    await startFakeAws(({ line }) =>
      line === 'GET /clusters/shop'
        ? { body: cluster('API')['GET /clusters/shop'] }
        : { status: 403, body: { message: 'no' }, headers: { 'x-amzn-errortype': 'AccessDeniedException' } },
    );
    expect(await loadFrom(accessEntries, openShop())).toEqual({
      status: 'failed',
      reason: 'could not read EKS access entries: AccessDeniedException, no; give this identity eks:ListAccessEntries',
    });
  });
});

describe('the Pod Identity associations', () => {
  it('are read with the role of each', async () => {
    await startFakeAws(
      answerBy({
        'GET /clusters/shop/pod-identity-associations?maxResults=100&namespace=ecommerce': {
          associations: [
            { namespace: 'ecommerce', serviceAccount: 'cart', associationId: 'a-1' },
            { namespace: 'ecommerce', serviceAccount: 'gone', associationId: 'a-2' },
          ],
        },
        'GET /clusters/shop/pod-identity-associations/a-1': {
          association: { namespace: 'ecommerce', serviceAccount: 'cart', roleArn: ann, associationId: 'a-1' },
        },
      }),
    );
    expect(await loadFrom(podIdentities, openShop())).toEqual({
      isRead: true,
      isTruncated: false,
      items: [{ namespace: 'ecommerce', serviceAccount: 'cart', roleArn: ann, id: 'a-1' }],
    });
  });
});
