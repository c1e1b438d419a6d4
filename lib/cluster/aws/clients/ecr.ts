// Loaded when first needed: nothing else of the SDK's package comes along.
export { DescribeImageScanFindingsCommand, ECRClient } from '@aws-sdk/client-ecr';
