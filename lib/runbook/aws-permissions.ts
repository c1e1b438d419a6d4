import type { AwsPermission, AwsResource } from '#lib/cluster/aws/aws-permission.ts';
import type { RunbookConfig } from '#lib/config/schema.ts';
import { sourcesOf } from './permissions.ts';
import type { Window } from './window.ts';

/** Every right that the window's sources declare in AWS, each action once, with all that it is needed on. */
export function awsPermissionsOf(window: Window, config: RunbookConfig): AwsPermission[] {
  return unitePermissions(sourcesOf(window, config).flatMap((source) => source.awsPermissions?.(config) ?? []));
}

/** Each action once, in their order. */
export function unitePermissions(permissions: readonly AwsPermission[]): AwsPermission[] {
  return [...Map.groupBy(permissions, ({ action }) => action)]
    .map(([action, same]) => ({ action, resources: uniteResources(same) }))
    .toSorted((one, other) => (one.action < other.action ? -1 : 1));
}

function uniteResources(permissions: readonly AwsPermission[]): AwsPermission['resources'] {
  const resources = new Map<string, AwsResource>();
  for (const permission of permissions) {
    if (permission.resources === 'any') return 'any';
    for (const resource of permission.resources) resources.set(JSON.stringify(resource), resource);
  }
  return [...resources.values()];
}
