import { describe, expect, it } from 'vitest';
import { accessIamRoles } from '#lib/checks/access/iam-roles.ts';
import type { PodIdentities, PodIdentity } from '#lib/cluster/sources/pod-identities.ts';
import { toServiceAccount } from '#lib/cluster/sources/service-accounts.ts';
import { observe } from '../../support/observe.ts';

const arn = (name: string) => `arn:aws:iam::111122223333:role/${name}`;
const annotated = (name: string, role?: string) =>
  toServiceAccount({
    metadata: {
      name,
      namespace: 'ecommerce',
      ...(role !== undefined && { annotations: { 'eks.amazonaws.com/role-arn': role } }),
    },
  });
const identity = (serviceAccount: string, role: string): PodIdentity => ({
  namespace: 'ecommerce',
  serviceAccount,
  roleArn: arn(role),
  id: 'a-1',
});

function judge(accounts: ReturnType<typeof annotated>[], items: PodIdentity[], more: Partial<PodIdentities> = {}) {
  const podIdentities = { isRead: true, isTruncated: false, items, ...more };
  const { observations, conclusion } = observe(accessIamRoles, { serviceAccounts: accounts, podIdentities });
  return { told: observations.map(({ severity = 'info', message }) => `${severity}: ${message}`), conclusion };
}

describe('access/iam-roles', () => {
  it('measures who carries which role, and is quiet of one each', () => {
    const { told, conclusion } = judge([annotated('web'), annotated('cart', arn('cart'))], [identity('web', 'web')]);
    expect(told).toEqual([]);
    expect(conclusion).toEqual({
      examined: 2,
      measurements: {
        'access/iam-roles': [
          { namespace: 'ecommerce', serviceAccount: 'cart', roleArn: arn('cart'), by: 'IRSA' },
          { namespace: 'ecommerce', serviceAccount: 'web', roleArn: arn('web'), by: 'Pod Identity' },
        ],
      },
    });
  });

  it.each<[string, ReturnType<typeof judge>, string]>([
    [
      'of the default account',
      judge([], [identity('default', 'orders')]),
      `warning: Service account ecommerce/default carries the IAM role ${arn('orders')} (Pod Identity): so does every pod of ecommerce that names no service account`,
    ],
    [
      'in two ways',
      judge([annotated('cart', arn('old'))], [identity('cart', 'new')]),
      `info: Service account ecommerce/cart carries ${arn('old')} (IRSA) and ${arn('new')} (Pod Identity): most SDKs take that of IRSA`,
    ],
    [
      'of two accounts',
      judge([annotated('web', arn('all')), annotated('cart', arn('all'))], []),
      `info: IAM role ${arn('all')} is carried by ecommerce/cart, ecommerce/web`,
    ],
  ])('finds a role %s', (_what, { told }, expected) => {
    expect(told).toEqual([expected]);
  });

  it.each<[string, Partial<PodIdentities>, string]>([
    ['without AWS', { isRead: false }, 'EKS Pod Identity associations were not read: that needs the EKS API'],
    ['of many', { isTruncated: true }, 'there are more EKS Pod Identity associations than were read'],
  ])('says what it has not seen %s', (_what, more, note) => {
    expect(judge([annotated('cart')], [], more).conclusion).toMatchObject({ examined: 1, note });
  });
});
