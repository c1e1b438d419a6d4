import { type AwsApi, listPages } from '../aws/aws-api.ts';
import type { AwsPermission } from '../aws/aws-permission.ts';
import { awsCodeOf } from '../aws/explain-failure.ts';
import { describePodIdentityAssociation, listPodIdentityAssociations } from '../aws/pod-identity-operations.ts';
import { ReadError } from '../read-error.ts';
import { defineSource } from '../source.ts';

/** An EKS Pod Identity association: pods of the service account get the IAM role. */
export interface PodIdentity {
  readonly namespace: string;
  readonly serviceAccount: string;
  readonly roleArn: string;
  /** `a-...`, by which it is deleted. */
  readonly id: string;
}

/** The associations of the application's namespaces, and whether there are more than were read. */
export interface PodIdentities {
  /** false: there is no AWS to ask. */
  readonly isRead: boolean;
  readonly items: readonly PodIdentity[];
  readonly isTruncated: boolean;
}

/** One more call is made for each association. */
const maxPages = 5;

/** Who gets which IAM role by EKS Pod Identity, in the application's namespaces. */
export const podIdentities = defineSource({
  name: 'podIdentities',
  title: 'EKS Pod Identity associations of the application’s namespaces',
  permissions: () => [],
  awsPermissions: ({ cluster: { name } }): AwsPermission[] => [
    { action: listPodIdentityAssociations.action, resources: [{ service: 'eks', path: `cluster/${name}` }] },
    {
      action: describePodIdentityAssociation.action,
      resources: [{ service: 'eks', path: `podidentityassociation/${name}/*` }],
    },
  ],
  async load(_api, { aws, config }): Promise<PodIdentities> {
    const notRead = { isRead: false, items: [], isTruncated: false };
    if (!aws) return notRead;
    try {
      const lists = await Promise.all(config.namespaces.map((namespace) => readNamespace(aws, namespace)));
      const items = lists.flatMap((list) => list.items);
      return { isRead: true, items, isTruncated: lists.some((list) => list.isTruncated) };
    } catch (error) {
      // nobody is signed in; what the annotations say is worth telling
      if (error instanceof ReadError && error.failure === 'absent') return notRead;
      throw error;
    }
  },
});

async function readNamespace(aws: AwsApi, namespace: string) {
  const { clusterName } = aws;
  const { items, isTruncated } = await listPages(aws, listPodIdentityAssociations, {
    input: { clusterName, namespace, maxResults: 100 },
    itemsOf: (page) => page.associations,
    maxPages,
  });
  const read = await Promise.all(items.map(({ associationId }) => readAssociation(aws, associationId ?? '')));
  return { items: read.flat(), isTruncated };
}

/** None where the association went away in between. */
async function readAssociation(aws: AwsApi, id: string): Promise<PodIdentity[]> {
  try {
    const input = { clusterName: aws.clusterName, associationId: id };
    const { association = {} } = await aws.call(describePodIdentityAssociation, input);
    const { namespace = '', serviceAccount = '', roleArn = '' } = association;
    return [{ namespace, serviceAccount, roleArn, id }];
  } catch (error) {
    if (awsCodeOf(error) === 'ResourceNotFoundException') return [];
    throw error;
  }
}
