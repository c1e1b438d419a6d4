/** A resource of AWS without what only its account knows; infra and the command line fill that in. */
export interface AwsResource {
  readonly service: string;
  /** Default: the cluster's region. */
  readonly region?: string;
  /** Default: the cluster's account. */
  readonly account?: string;
  /** What comes after the account: `cluster/shop`. */
  readonly path: string;
}

/** One right that a source needs in AWS, in the words of IAM. The functions' policies are derived from these. */
export interface AwsPermission {
  /** `eks:ListAccessEntries` */
  readonly action: string;
  /** What it is needed on; `any` where IAM lets nothing be named. */
  readonly resources: 'any' | readonly AwsResource[];
}

/** What stands in an ARN besides the resource. */
export interface AwsPlace {
  readonly partition: string;
  readonly region: string;
  readonly account: string;
}

/** What is left to be filled in: the account's number is in no configuration. */
export const unknownAccount = 'ACCOUNT';

/** The ARNs of what a right is needed on: `*` for anything. */
export function arnsOf({ resources }: AwsPermission, place: AwsPlace): string[] {
  if (resources === 'any') return ['*'];
  return resources.map(({ service, region = place.region, account = place.account, path }) =>
    ['arn', place.partition, service, region, account, path].join(':'),
  );
}

/** `aws`, or another for regions of their own kind. */
export function partitionOf(region: string): string {
  if (region.startsWith('cn-')) return 'aws-cn';
  return region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';
}

/** The right as an operator says it: `eks:ListAccessEntries on arn:aws:eks:eu-west-1:ACCOUNT:cluster/shop`. */
export function describeAwsPermission(permission: AwsPermission, region = 'REGION'): string {
  const place = { partition: partitionOf(region), region, account: unknownAccount };
  return `${permission.action} on ${arnsOf(permission, place).join(', ')}`;
}
