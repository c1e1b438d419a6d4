import type {
  DescribePodIdentityAssociationRequest,
  DescribePodIdentityAssociationResponse,
  ListPodIdentityAssociationsRequest,
  ListPodIdentityAssociationsResponse,
} from '@aws-sdk/client-eks';
import type { AwsOperation } from './aws-api.ts';

export const listPodIdentityAssociations: AwsOperation<
  ListPodIdentityAssociationsRequest,
  ListPodIdentityAssociationsResponse
> = {
  action: 'eks:ListPodIdentityAssociations',
  pageField: 'nextToken',
  async open(settings) {
    const { EKSClient, ListPodIdentityAssociationsCommand } = await import('./clients/eks-pod-identity.ts');
    const client = new EKSClient(settings);
    return (input, options) => client.send(new ListPodIdentityAssociationsCommand(input), options);
  },
};

export const describePodIdentityAssociation: AwsOperation<
  DescribePodIdentityAssociationRequest,
  DescribePodIdentityAssociationResponse
> = {
  action: 'eks:DescribePodIdentityAssociation',
  async open(settings) {
    const { EKSClient, DescribePodIdentityAssociationCommand } = await import('./clients/eks-pod-identity.ts');
    const client = new EKSClient(settings);
    return (input, options) => client.send(new DescribePodIdentityAssociationCommand(input), options);
  },
};
