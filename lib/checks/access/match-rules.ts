import type { Role, RoleRule } from '#lib/cluster/sources/roles.ts';
import { meetsAll, toRequirements } from '#lib/cluster/sources/selector.ts';
import type { Grant } from './capability-grants.ts';

/**
 * Whether rules, in force in a scope, allow any of what a grant names. `*` stands for every verb, group or resource,
 * `*\/exec` for that subresource of every resource, `pods/*` for every subresource of pods.
 */
export function allow(rules: readonly RoleRule[], grant: Grant, scope: string): boolean {
  if (grant.scope === 'cluster' && scope !== 'cluster') return false;
  if (grant.namespaces && scope !== 'cluster' && !grant.namespaces.includes(scope)) return false;
  return rules.some((rule) => matchesRule(rule, grant));
}

function matchesRule({ verbs, groups, resources, names }: RoleRule, grant: Grant): boolean {
  if (!groups.includes('*') && !groups.includes(grant.group)) return false;
  const matched = grant.resources.filter((resource) => resources.some((pattern) => covers(pattern, resource)));
  return matched.some((resource) => {
    const wanted = names.length === 0 ? grant.verbs : verbsByName(grant, names, resource);
    return wanted.length > 0 && (verbs.includes('*') || wanted.some((verb) => verbs.includes(verb)));
  });
}

function covers(pattern: string, resource: string): boolean {
  if (pattern === '*' || pattern === resource) return true;
  const [parent, child] = resource.split('/');
  if (child === '*') return pattern.startsWith(`${parent}/`);
  return child !== undefined && (pattern === `*/${child}` || pattern === `${parent}/*`);
}

/**
 * What of a grant is left when a rule is limited to names. A request to create or to delete a collection carries no name
 * and is never allowed by such a rule, but one to create a subresource (pods/exec) does.
 */
function verbsByName({ verbs, named = 'no' }: Grant, names: readonly string[], resource: string): readonly string[] {
  const counts = named === 'yes' || (named !== 'no' && named.some((name) => names.includes(name)));
  if (!counts) return [];
  const isNameless = (verb: string) => verb === 'deletecollection' || (verb === 'create' && !resource.includes('/'));
  return verbs.filter((verb) => !isNameless(verb));
}

/** Whether the rules allow every verb on every resource of every group. */
export function allowEverything(rules: readonly RoleRule[]): boolean {
  return rules.some(
    ({ verbs, groups, resources, names }) =>
      names.length === 0 && verbs.includes('*') && groups.includes('*') && resources.includes('*'),
  );
}

/**
 * The rules of each ClusterRole, those that it aggregates included. A controller writes them into the role, and a role
 * just made, or a recorded one, may not have them yet.
 */
export function expandRules(clusterRoles: readonly Role[]): Map<string, readonly RoleRule[]> {
  return new Map(
    clusterRoles.map((role) => {
      const selectors = role.aggregates.map((selector) => toRequirements(selector) ?? []);
      const parts = clusterRoles.filter((part) => selectors.some((selector) => meetsAll(part.labels, selector)));
      return [role.name, [...role.rules, ...parts.filter((part) => part !== role).flatMap((part) => part.rules)]];
    }),
  );
}
