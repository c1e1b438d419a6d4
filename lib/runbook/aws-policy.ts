import {
  type AwsPermission,
  arnsOf,
  describeAwsPermission,
  partitionOf,
  unknownAccount,
} from '#lib/cluster/aws/aws-permission.ts';
import type { RunbookConfig } from '#lib/config/schema.ts';
import { awsPermissionsOf, unitePermissions } from './aws-permissions.ts';
import type { Window } from './window.ts';

/** An IAM policy that allows exactly what the windows' sources ask AWS; none: they ask it nothing. */
export function awsPolicyOf(windows: readonly Window[], config: RunbookConfig): object | undefined {
  const permissions = unitePermissions(windows.flatMap((window) => awsPermissionsOf(window, config)));
  if (permissions.length === 0) return undefined;
  const region = config.cluster.region ?? 'REGION';
  const place = { partition: partitionOf(region), region, account: unknownAccount };
  const resourcesOf = (permission: AwsPermission) => arnsOf(permission, place);
  return {
    Version: '2012-10-17',
    Statement: [...Map.groupBy(permissions, (permission) => resourcesOf(permission).join(' ')).values()].map(
      (same) => ({
        Effect: 'Allow',
        Action: same.map(({ action }) => action),
        Resource: same[0] ? resourcesOf(same[0]) : [],
      }),
    ),
  };
}

/** The same of one window as comments of a manifest, which has no other place for it. */
export function awsComments(window: Window, config: RunbookConfig): string {
  const rights = awsPermissionsOf(window, config).map((one) => describeAwsPermission(one, config.cluster.region));
  if (rights.length === 0) return '';
  return [`In AWS, ${window.id} asks besides:`, ...rights.map((right) => `  ${right}`)]
    .map((line) => `# ${line}\n`)
    .join('');
}
