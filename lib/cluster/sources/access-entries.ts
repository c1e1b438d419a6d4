import type { AssociatedAccessPolicy } from '@aws-sdk/client-eks';
import {
  describeAccessEntry,
  describeCluster,
  listAccessEntries,
  listAssociatedAccessPolicies,
} from '../aws/access-operations.ts';
import { type AwsApi, listPages } from '../aws/aws-api.ts';
import type { AwsPermission } from '../aws/aws-permission.ts';
import { awsCodeOf } from '../aws/explain-failure.ts';
import { ReadError } from '../read-error.ts';
import { defineSource } from '../source.ts';

/** One EKS access entry: an IAM principal, whom Kubernetes takes it for, and the EKS access policies that it has. */
export interface AccessEntry {
  readonly principal: string;
  readonly username: string;
  readonly groups: readonly string[];
  readonly policies: readonly {
    /** `AmazonEKSEditPolicy` and the like. */
    readonly name: string;
    /** `all`, or the namespaces in which it holds: names, or patterns such as `dev-*`. */
    readonly namespaces: 'all' | readonly string[];
  }[];
}

/** What EKS, not Kubernetes, says of who may come in. */
export type AccessEntries =
  | {
      readonly status: 'read';
      readonly entries: readonly AccessEntry[];
      readonly usesAwsAuth: boolean;
      /** Whether there are more entries than were read. */
      readonly isTruncated?: boolean;
    }
  /** There is no AWS to ask. */
  | { readonly status: 'not-read'; readonly reason: string }
  /** AWS was asked and did not tell. */
  | { readonly status: 'failed'; readonly reason: string };

/** Two more calls are made for each entry. */
const maxPages = 5;

/**
 * The access entries of the cluster. They are not in Kubernetes, and what Kubernetes says is worth telling without them:
 * a read that fails is told as such, and no error.
 */
export const accessEntries = defineSource({
  name: 'accessEntries',
  title: 'EKS access entries',
  permissions: () => [],
  awsPermissions: ({ cluster: { name } }): AwsPermission[] => {
    const cluster = [{ service: 'eks', path: `cluster/${name}` }];
    const entries = [{ service: 'eks', path: `access-entry/${name}/*` }];
    return [
      { action: describeCluster.action, resources: cluster },
      { action: listAccessEntries.action, resources: cluster },
      { action: describeAccessEntry.action, resources: entries },
      { action: listAssociatedAccessPolicies.action, resources: entries },
    ];
  },
  async load(_api, { aws }): Promise<AccessEntries> {
    if (!aws) return { status: 'not-read', reason: 'EKS access entries were not read: that needs the EKS API' };
    try {
      return await readEntries(aws);
    } catch (error) {
      if (!(error instanceof ReadError)) throw error;
      const reason = `could not read EKS access entries: ${error.message}`;
      return { status: error.failure === 'absent' ? 'not-read' : 'failed', reason };
    }
  },
});

async function readEntries(aws: AwsApi): Promise<AccessEntries> {
  const { clusterName } = aws;
  const { cluster } = await aws.call(describeCluster, { name: clusterName });
  const mode = cluster?.accessConfig?.authenticationMode ?? 'CONFIG_MAP';
  const usesAwsAuth = mode !== 'API';
  // Such a cluster refuses the question.
  if (mode === 'CONFIG_MAP') return { status: 'read', entries: [], usesAwsAuth };
  const { items, isTruncated } = await listPages(aws, listAccessEntries, {
    input: { clusterName, maxResults: 100 },
    itemsOf: (page) => page.accessEntries,
    maxPages,
  });
  // EKS's own entries are nobody's to change.
  const principals = items.filter((arn) => !arn.includes(':role/aws-service-role/'));
  const entries = await Promise.all(principals.map((principal) => readEntry(aws, principal)));
  return { status: 'read', entries: entries.flat(), usesAwsAuth, isTruncated };
}

/** None where the entry went away in between, and of nodes, whose types come with the rights that they need. */
async function readEntry(aws: AwsApi, principalArn: string): Promise<AccessEntry[]> {
  const input = { clusterName: aws.clusterName, principalArn };
  try {
    const [{ accessEntry = {} }, { items }] = await Promise.all([
      aws.call(describeAccessEntry, input),
      listPages(aws, listAssociatedAccessPolicies, {
        input: { ...input, maxResults: 100 },
        itemsOf: (page) => page.associatedAccessPolicies,
        maxPages,
      }),
    ]);
    const { type = 'STANDARD', username = '', kubernetesGroups = [] } = accessEntry;
    if (type !== 'STANDARD') return [];
    return [{ principal: principalArn, username, groups: kubernetesGroups, policies: items.map(toPolicy) }];
  } catch (error) {
    if (awsCodeOf(error) === 'ResourceNotFoundException') return [];
    throw error;
  }
}

function toPolicy({ policyArn = '', accessScope }: AssociatedAccessPolicy): AccessEntry['policies'][number] {
  const isCluster = accessScope?.type !== 'namespace';
  return {
    name: policyArn.slice(policyArn.lastIndexOf('/') + 1),
    namespaces: isCluster ? 'all' : (accessScope.namespaces ?? []),
  };
}
