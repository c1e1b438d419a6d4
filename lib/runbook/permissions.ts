import { coversPermission, type Permission, splitPermission } from '#lib/cluster/permission.ts';
import { type RbacObject, rolesFor } from '#lib/cluster/rbac.ts';
import type { AnySource, SourceContext } from '#lib/cluster/source.ts';
import { checksOf, type Window } from './window.ts';

/** The Kubernetes group that a window's caller is in: of its EKS access entry, or of a user's certificate. */
export function groupOf(window: Window): string {
  return `eks-runbook:${window.id}`;
}

/** What the checks of the window read that the configuration leaves on. */
export function sourcesOf(window: Window, config: SourceContext['config']): AnySource[] {
  const isEnabled = (id: string) => config.checks[id]?.enabled !== false;
  const checks = window.steps.flatMap(checksOf).filter((check) => isEnabled(check.id));
  return [...new Set(checks.flatMap((check) => check.reads))];
}

/** Every right that the window's checks declare through their sources, for one namespace and name each, none of them twice. */
export function permissionsOf(window: Window, config: SourceContext['config']): Permission[] {
  const declared = sourcesOf(window, config)
    .flatMap((source) => source.permissions(config))
    .flatMap(splitPermission);
  return declared.filter((permission, i) => !declared.some((other, j) => makesSpare(other, permission, j < i)));
}

/** Whether a right is spare beside another; of two equal ones, the later is. */
function makesSpare(other: Permission, permission: Permission, isEarlier: boolean): boolean {
  if (other === permission || !coversPermission(other, permission)) return false;
  return isEarlier || !coversPermission(permission, other);
}

/** The RBAC manifest of a window: what its caller may do in the cluster, and nothing else. */
export function manifestOf(window: Window, config: SourceContext['config']): RbacObject[] {
  return rolesFor(`eks-runbook-${window.id}`, groupOf(window), permissionsOf(window, config));
}
