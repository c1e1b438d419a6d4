import type { Earlier } from '#lib/cluster/baseline.ts';
import { type AccessEntries, accessEntries } from '#lib/cluster/sources/access-entries.ts';
import { awsAuth } from '#lib/cluster/sources/aws-auth.ts';
import { earlierAccessReviews, type ReviewedAccess } from '#lib/cluster/sources/earlier-runs.ts';
import { clusterRoleBindings, roleBindings } from '#lib/cluster/sources/role-bindings.ts';
import { clusterRoles, roles } from '#lib/cluster/sources/roles.ts';
import { serverVersion } from '#lib/cluster/sources/server-version.ts';
import { defineCheck, type Observation } from '../check.ts';
import { asFlag, nameGrantee } from './capabilities.ts';
import { dangerousCapabilities } from './dangerous-capabilities.ts';
import { type CapabilityRow, findCapabilities } from './find-capabilities.ts';

/** What has changed from one review to the next, by whole rows: who, what, where, and through what. */
interface AccessChanges {
  readonly since: { readonly run: string; readonly at: string } | null;
  readonly appeared: readonly CapabilityRow[];
  readonly gone: readonly CapabilityRow[];
}

/**
 * Who can do what is dangerous is as it was at the access review before: what is new, and what is gone, is there to be
 * decided on in this one. Each review that could look is what the next one is compared with.
 *
 * Reads: as access/capabilities; the kept review before
 * Quiet for: the first review (nothing to compare it with); access entries of EKS that only one of the two reviews read
 */
export const accessAsReviewed = defineCheck({
  id: 'access/as-reviewed',
  title: 'Dangerous rights are those of the review before',
  severity: 'info',
  remediation: [
    {
      text: 'Find out who changed it, and why.',
      command: 'kubectl get rolebindings,clusterrolebindings -A -o wide',
    },
    {
      text: 'Decide on it in the sign-off sheet of this review: the next one takes it for known.',
      command: 'runbook show latest --output markdown',
      verify: 'kubectl auth can-i --list {as}',
    },
  ],
  reads: [
    roles,
    clusterRoles,
    roleBindings,
    clusterRoleBindings,
    accessEntries,
    awsAuth,
    serverVersion,
    earlierAccessReviews,
  ],
  *run({ earlierAccessReviews: { isKept, runs, unreadable }, ...data }) {
    const { accessEntries: entries } = data;
    if (!isKept) return { notApplicable: 'this run looks back on no kept review' };
    if (entries.status === 'failed') return { unknown: entries.reason };
    const reviewed = { hasAccessEntries: isWhole(entries), rows: findCapabilities(data, data.serverVersion.minor) };
    const before = runs[0] ?? null;
    const changes = compare(before, reviewed);
    for (const rows of byBinding(changes.appeared)) yield tell(rows, 'can now', changes);
    for (const rows of byBinding(changes.gone)) yield tell(rows, 'can no longer', changes);
    const note = notCompared(before, reviewed, unreadable);
    return {
      examined: data.roleBindings.length + data.clusterRoleBindings.length,
      measurements: { 'access/changes': changes },
      remember: { 'access/reviewed': reviewed },
      ...(note !== '' && { note }),
    };
  },
});

function isWhole(entries: AccessEntries): boolean {
  return entries.status === 'read' && entries.isTruncated !== true;
}

function compare(before: Earlier<ReviewedAccess> | null, now: ReviewedAccess): AccessChanges {
  if (!before) return { since: null, appeared: [], gone: [] };
  const areBothWhole = before.value.hasAccessEntries && now.hasAccessEntries;
  const isCompared = ({ via }: CapabilityRow) =>
    areBothWhole || !via.some((object) => object.startsWith('AccessEntry/'));
  const without = (rows: readonly CapabilityRow[], others: readonly CapabilityRow[]) => {
    const known = new Set(others.map(keyOf));
    return rows.filter((row) => isCompared(row) && !known.has(keyOf(row)));
  };
  return {
    since: { run: before.run, at: before.at },
    appeared: without(now.rows, before.value.rows),
    gone: without(before.value.rows, now.rows),
  };
}

function keyOf({ subject, capability, scope, via }: CapabilityRow): string {
  return JSON.stringify([subject.kind, subject.namespace, subject.name, capability, scope, via]);
}

/** What one grantee has through one binding changes together. */
function byBinding(rows: readonly CapabilityRow[]): CapabilityRow[][] {
  return [...Map.groupBy(rows, (row) => keyOf({ ...row, capability: '' })).values()];
}

function tell(rows: readonly CapabilityRow[], verb: string, { since }: AccessChanges): Observation {
  const { subject, scope, via } = rows[0] as CapabilityRow;
  const capabilities = rows.map(({ capability }) => capability);
  const means = dangerousCapabilities.flatMap(({ id, means }) => (capabilities.includes(id) ? [means] : []));
  const where = scope === 'cluster' ? 'in the whole cluster' : `in namespace ${scope}`;
  const day = since?.at.slice(0, 10) ?? '';
  return {
    subject,
    discriminator: [verb, scope, ...via].join('\n'),
    message: `${nameGrantee(subject)} ${verb} ${(means.length > 0 ? means : capabilities).join(', ')} ${where} (${via.join(', ')}): otherwise than at the review of ${day}`,
    evidence: { capabilities, scope, via, as: asFlag(subject, scope), reviewedAt: since?.at ?? null },
  };
}

function notCompared(before: Earlier<ReviewedAccess> | null, now: ReviewedAccess, unreadable: number): string {
  if (!before)
    return unreadable > 0
      ? 'what the review before left cannot be read: the next one is compared with this'
      : 'this is the first review that is kept: the next one is compared with it';
  if (before.value.hasAccessEntries === now.hasAccessEntries) return '';
  return 'EKS access entries are not compared: only one of the two reviews read them all';
}
