import type {
  DescribeAccessEntryRequest,
  DescribeAccessEntryResponse,
  DescribeClusterRequest,
  DescribeClusterResponse,
  ListAccessEntriesRequest,
  ListAccessEntriesResponse,
  ListAssociatedAccessPoliciesRequest,
  ListAssociatedAccessPoliciesResponse,
} from '@aws-sdk/client-eks';
import type { AwsOperation } from './aws-api.ts';

export const describeCluster: AwsOperation<DescribeClusterRequest, DescribeClusterResponse> = {
  action: 'eks:DescribeCluster',
  async open(settings) {
    const { EKSClient, DescribeClusterCommand } = await import('./clients/eks-access.ts');
    const client = new EKSClient(settings);
    return (input, options) => client.send(new DescribeClusterCommand(input), options);
  },
};

export const listAccessEntries: AwsOperation<ListAccessEntriesRequest, ListAccessEntriesResponse> = {
  action: 'eks:ListAccessEntries',
  pageField: 'nextToken',
  async open(settings) {
    const { EKSClient, ListAccessEntriesCommand } = await import('./clients/eks-access.ts');
    const client = new EKSClient(settings);
    return (input, options) => client.send(new ListAccessEntriesCommand(input), options);
  },
};

export const describeAccessEntry: AwsOperation<DescribeAccessEntryRequest, DescribeAccessEntryResponse> = {
  action: 'eks:DescribeAccessEntry',
  async open(settings) {
    const { EKSClient, DescribeAccessEntryCommand } = await import('./clients/eks-access.ts');
    const client = new EKSClient(settings);
    return (input, options) => client.send(new DescribeAccessEntryCommand(input), options);
  },
};

export const listAssociatedAccessPolicies: AwsOperation<
  ListAssociatedAccessPoliciesRequest,
  ListAssociatedAccessPoliciesResponse
> = {
  action: 'eks:ListAssociatedAccessPolicies',
  pageField: 'nextToken',
  async open(settings) {
    const { EKSClient, ListAssociatedAccessPoliciesCommand } = await import('./clients/eks-access.ts');
    const client = new EKSClient(settings);
    return (input, options) => client.send(new ListAssociatedAccessPoliciesCommand(input), options);
  },
};
