// Loaded when first needed: nothing else of the SDK's package comes along.
export {
  DescribePodIdentityAssociationCommand,
  EKSClient,
  ListPodIdentityAssociationsCommand,
} from '@aws-sdk/client-eks';
