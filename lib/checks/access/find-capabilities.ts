import type { AccessEntries, AccessEntry } from '#lib/cluster/sources/access-entries.ts';
import type { AwsAuth } from '#lib/cluster/sources/aws-auth.ts';
import type { Grantee, RoleBinding } from '#lib/cluster/sources/role-bindings.ts';
import type { Role, RoleRule } from '#lib/cluster/sources/roles.ts';
import { type DangerousCapability, dangerousCapabilities } from './dangerous-capabilities.ts';
import { isPlatform } from './default-subjects.ts';
import { type Membership, membershipsOf } from './iam-members.ts';
import { allow, allowEverything, expandRules } from './match-rules.ts';

/** Somebody can do something dangerous somewhere, and the objects that say so. */
export interface CapabilityRow {
  readonly subject: Grantee;
  readonly capability: string;
  /** `cluster`, or a namespace. */
  readonly scope: string;
  /**
   * The binding and the role; of a capability that takes several, each pair. Of an IAM principal, before that how it comes
   * to the binding's group, or its access entry and access policy alone.
   */
  readonly via: readonly string[];
}

export interface AccessObjects {
  readonly roles: Role[];
  readonly clusterRoles: Role[];
  readonly roleBindings: RoleBinding[];
  readonly clusterRoleBindings: RoleBinding[];
  readonly accessEntries: AccessEntries;
  readonly awsAuth?: AwsAuth | null;
}

/** What one binding gives one subject. */
interface Holding {
  readonly subject: Grantee;
  readonly scope: string;
  readonly rules: readonly RoleRule[];
  readonly via: readonly string[];
  readonly role: string;
}

/** Who is anybody: users that no credential is asked of, and all that have any. */
const anybody = new Set(['Group system:unauthenticated', 'Group system:authenticated', 'User system:anonymous']);
/** What Kubernetes itself gives to anybody (ClusterRoleBindings of these names). */
const publicRoles = new Set(['system:discovery', 'system:public-info-viewer', 'system:basic-user']);

/** The ClusterRoles that EKS access policies stand for. */
const policyRoles: Readonly<Record<string, string>> = {
  AmazonEKSClusterAdminPolicy: 'cluster-admin',
  AmazonEKSAdminPolicy: 'admin',
  AmazonEKSEditPolicy: 'edit',
  AmazonEKSViewPolicy: 'view',
};
/** AmazonEKSAdminViewPolicy reads everything, Secrets too. */
const readEverything: RoleRule = { verbs: ['get', 'list', 'watch'], groups: ['*'], resources: ['*'], names: [] };

/** Whether we know what an access policy allows: AWS tells its rules in no API. */
export function isKnownPolicy(name: string): boolean {
  return name in policyRoles || name === 'AmazonEKSAdminViewPolicy';
}

/** Every dangerous capability of every subject that does not come with the platform, one row for each way to it. */
export function findCapabilities(objects: AccessObjects, minor: number): CapabilityRow[] {
  const holdings = [...holdingsOf(objects), ...holdingsOfEntries(objects)];
  const bySubject = Map.groupBy(holdings, ({ subject, scope }) => JSON.stringify([subject, scope]));
  const current = dangerousCapabilities.filter(({ until }) => until === undefined || minor < until);
  return [...bySubject.values()].flatMap((held) => current.flatMap((capability) => rowsOf(capability, held)));
}

function rowsOf({ id, ways }: DangerousCapability, held: readonly Holding[]): CapabilityRow[] {
  const single = held.filter((holding) => {
    if (id === 'everything') return allowEverything(holding.rules);
    if (id === 'exposure') return isExposed(holding);
    return ways.some((way) => way.every((grant) => allow(holding.rules, grant, holding.scope)));
  });
  if (single.length > 0) return single.map(({ subject, scope, via }) => ({ subject, capability: id, scope, via }));
  return joinedRows(id, ways, held);
}

/** A capability that takes several rights, which the subject has from several bindings. */
function joinedRows(id: string, ways: DangerousCapability['ways'], held: readonly Holding[]): CapabilityRow[] {
  for (const way of ways) {
    if (way.length < 2) continue;
    const parts = way.map((grant) => held.find((holding) => allow(holding.rules, grant, holding.scope)));
    const [first] = parts;
    if (!first || parts.includes(undefined)) continue;
    const via = [...new Set(parts.flatMap((part) => part?.via ?? []))];
    return [{ subject: first.subject, capability: id, scope: first.scope, via }];
  }
  return [];
}

function isExposed({ subject, role }: Holding): boolean {
  return anybody.has(`${subject.kind} ${subject.name}`) && !publicRoles.has(role);
}

function holdingsOf(objects: AccessObjects): Holding[] {
  const { roles, clusterRoles, roleBindings, clusterRoleBindings } = objects;
  const members = Map.groupBy(membershipsOf(objects), ({ group }) => group);
  const clusterRules = expandRules(clusterRoles);
  const rules = new Map(roles.map((role) => [`${role.namespace}/${role.name}`, role.rules]));
  return [...clusterRoleBindings, ...roleBindings].flatMap((binding) => {
    const { namespace, name, role, subjects } = binding;
    const isCluster = role.kind === 'ClusterRole';
    const given = isCluster ? clusterRules.get(role.name) : rules.get(`${namespace}/${role.name}`);
    const via = [`${namespace === null ? 'ClusterRoleBinding' : 'RoleBinding'}/${name}`, `${role.kind}/${role.name}`];
    const held = { scope: namespace ?? 'cluster', rules: given ?? [], role: role.name };
    return subjects.flatMap((subject) => [
      ...(isPlatform(subject, name) ? [] : [{ ...held, subject, via }]),
      ...(subject.kind === 'Group' ? (members.get(subject.name) ?? []) : []).map((member) => ({
        ...held,
        subject: toUser(member),
        via: [member.via, ...via],
      })),
    ]);
  });
}

function toUser({ principal }: Pick<Membership, 'principal'>): Grantee {
  return { kind: 'User', namespace: null, name: principal };
}

function holdingsOfEntries({ clusterRoles, accessEntries }: AccessObjects): Holding[] {
  if (accessEntries.status !== 'read') return [];
  const clusterRules = expandRules(clusterRoles);
  return accessEntries.entries.flatMap((entry) =>
    entry.policies.flatMap((policy) => holdingsOfPolicy(entry, policy, clusterRules)),
  );
}

function holdingsOfPolicy(
  { principal }: AccessEntry,
  { name, namespaces }: AccessEntry['policies'][number],
  clusterRules: ReadonlyMap<string, readonly RoleRule[]>,
): Holding[] {
  const role = policyRoles[name] ?? name;
  const rules = name === 'AmazonEKSAdminViewPolicy' ? [readEverything] : (clusterRules.get(role) ?? []);
  const subject = toUser({ principal });
  const via = [`AccessEntry/${principal}`, `AccessPolicy/${name}`];
  return (namespaces === 'all' ? ['cluster'] : namespaces).map((scope) => ({ subject, scope, rules, via, role }));
}
