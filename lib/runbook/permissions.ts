import type { Permission } from '#lib/cluster/permission.ts';
import { type RbacObject, rolesFor } from '#lib/cluster/rbac.ts';
import type { SourceContext } from '#lib/cluster/source.ts';
import { checksOf, type Window } from './window.ts';

/** The Kubernetes group that a window's caller is in: of its EKS access entry, or of a user's certificate. */
export function groupOf(window: Window): string {
  return `eks-runbook:${window.id}`;
}

/** Every right that the window's checks declare through their sources, each once. */
export function permissionsOf(window: Window, config: SourceContext['config']): Permission[] {
  const isEnabled = (id: string) => config.checks[id]?.enabled !== false;
  const checks = window.steps.flatMap(checksOf).filter((check) => isEnabled(check.id));
  const sources = new Set(checks.flatMap((check) => check.reads));
  const permissions = [...sources].flatMap((source) => source.permissions(config));
  return [...new Map(permissions.map((permission) => [JSON.stringify(permission), permission])).values()];
}

/** The RBAC manifest of a window: what its caller may do in the cluster, and nothing else. */
export function manifestOf(window: Window, config: SourceContext['config']): RbacObject[] {
  return rolesFor(`eks-runbook-${window.id}`, groupOf(window), permissionsOf(window, config));
}
