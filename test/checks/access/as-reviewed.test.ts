import { describe, expect, it } from 'vitest';
import { accessAsReviewed } from '#lib/checks/access/as-reviewed.ts';
import { type AccessObjects, findCapabilities } from '#lib/checks/access/find-capabilities.ts';
import type { AccessEntries } from '#lib/cluster/sources/access-entries.ts';
import type { EarlierRuns, ReviewedAccess } from '#lib/cluster/sources/earlier-runs.ts';
import { observe } from '../../support/observe.ts';
import { accessWith, rule, within } from './build-access.ts';

const serverVersion = { gitVersion: 'v1.35.1', major: 1, minor: 35 };
const run = 'weekly-security.ecommerce-production.20260224T080000Z';
const at = '2026-02-24T08:00:00.000Z';

const nobody = accessWith({});
const reader = within('ecommerce', rule('get', 'secrets'));
const readerAndRunner = within('ecommerce', rule('get', 'secrets'), rule('create', 'pods'));
const admin = (principal: string): AccessEntries => ({
  status: 'read',
  entries: [
    {
      principal,
      username: principal,
      groups: [],
      policies: [{ name: 'AmazonEKSAdminViewPolicy', namespaces: ['ecommerce'] }],
    },
  ],
  usesAwsAuth: false,
});
const rowsOf = (objects: AccessObjects) => findCapabilities(objects, serverVersion.minor);

/** The kept review of these objects. */
function reviewOf(objects: AccessObjects): EarlierRuns<ReviewedAccess> {
  const value = { hasAccessEntries: objects.accessEntries.status === 'read', rows: rowsOf(objects) };
  return { isKept: true, runs: [{ run, at, value }], unreadable: 0 };
}

function judge(objects: AccessObjects, earlierAccessReviews: EarlierRuns<ReviewedAccess>) {
  const data = { awsAuth: null, ...objects, serverVersion, earlierAccessReviews };
  const { observations, conclusion } = observe(accessAsReviewed, data);
  return { told: observations.map(({ message }) => message), observations, conclusion };
}

describe('access/as-reviewed', () => {
  it('tells what is new, by grantee and binding, and leaves what it saw', () => {
    const { observations, conclusion } = judge(readerAndRunner, reviewOf(nobody));
    const via = ['RoleBinding/b', 'ClusterRole/r'];
    expect(observations).toEqual([
      {
        subject: { kind: 'User', namespace: null, name: 'ann' },
        discriminator: 'can now\necommerce\nRoleBinding/b\nClusterRole/r',
        message:
          'User ann can now read Secrets, run code in pods in namespace ecommerce (RoleBinding/b, ClusterRole/r): otherwise than at the review of 2026-02-24',
        evidence: {
          capabilities: ['read-secrets', 'run-code'],
          scope: 'ecommerce',
          via,
          as: "--as='ann' -n ecommerce",
          reviewedAt: at,
        },
      },
    ]);
    const rows = rowsOf(readerAndRunner);
    expect(conclusion).toEqual({
      examined: 1,
      measurements: { 'access/changes': { since: { run, at }, appeared: rows, gone: [] } },
      remember: { 'access/reviewed': { hasAccessEntries: false, rows } },
    });
  });

  it('tells of one more capability, and of one that is gone', () => {
    const end =
      'run code in pods in namespace ecommerce (RoleBinding/b, ClusterRole/r): otherwise than at the review of';
    expect(judge(readerAndRunner, reviewOf(reader)).told).toEqual([`User ann can now ${end} 2026-02-24`]);
    expect(judge(reader, reviewOf(readerAndRunner)).told).toEqual([`User ann can no longer ${end} 2026-02-24`]);
  });

  it('is quiet where nothing has changed, in whatever order it stands', () => {
    const review = reviewOf(readerAndRunner);
    const turned = review.runs.map((one) => ({ ...one, value: { ...one.value, rows: one.value.rows.toReversed() } }));
    expect(judge(readerAndRunner, { ...review, runs: turned }).told).toEqual([]);
  });

  it.each([
    [0, 'this is the first review that is kept: the next one is compared with it'],
    [1, 'what the review before left cannot be read: the next one is compared with this'],
  ])('has nothing to compare with where there is no review, or none that can be read (%i)', (unreadable, note) => {
    const { told, conclusion } = judge(reader, { isKept: true, runs: [], unreadable });
    expect(told).toEqual([]);
    expect(conclusion).toMatchObject({
      note,
      measurements: { 'access/changes': { since: null, appeared: [], gone: [] } },
    });
  });

  it('does not apply where nothing is kept', () => {
    const { conclusion } = judge(reader, { isKept: false, runs: [], unreadable: 0 });
    expect(conclusion).toEqual({ notApplicable: 'this run looks back on no kept review' });
  });

  it('compares access entries that both reviews read', () => {
    const [one, other] = ['arn:one', 'arn:two'].map((arn) => accessWith({ accessEntries: admin(arn) }));
    expect(judge(other as AccessObjects, reviewOf(one as AccessObjects)).told).toEqual([
      'User arn:two can now read Secrets in namespace ecommerce (AccessEntry/arn:two, AccessPolicy/AmazonEKSAdminViewPolicy): otherwise than at the review of 2026-02-24',
      'User arn:one can no longer read Secrets in namespace ecommerce (AccessEntry/arn:one, AccessPolicy/AmazonEKSAdminViewPolicy): otherwise than at the review of 2026-02-24',
    ]);
  });

  it.each<[string, AccessObjects, AccessObjects]>([
    ['before', accessWith({ accessEntries: admin('arn:one') }), nobody],
    ['now', nobody, accessWith({ accessEntries: admin('arn:one') })],
    [
      'as a whole',
      accessWith({ accessEntries: { ...admin('arn:two'), isTruncated: true } as AccessEntries }),
      accessWith({ accessEntries: admin('arn:one') }),
    ],
  ])('takes access entries that were not read %s for no change', (_when, objects, before) => {
    const { told, conclusion } = judge(objects, reviewOf(before));
    expect(told).toEqual([]);
    expect(conclusion).toMatchObject({
      note: 'EKS access entries are not compared: only one of the two reviews read them all',
      measurements: { 'access/changes': { appeared: [], gone: [] } },
    });
  });

  it('is unknown where AWS does not tell, and leaves nothing', () => {
    const objects = accessWith({ accessEntries: { status: 'failed', reason: 'eks:ListAccessEntries was refused' } });
    expect(judge(objects, reviewOf(reader)).conclusion).toEqual({ unknown: 'eks:ListAccessEntries was refused' });
  });
});
