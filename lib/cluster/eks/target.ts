import type { STSClientConfig } from '@aws-sdk/client-sts';

/** An EKS cluster by name, and as whom it is asked. What is not given comes from the SDK's own chain. */
export interface EksTarget {
  readonly cluster: string;
  readonly region?: string;
  /** A profile of the AWS configuration files. */
  readonly profile?: string;
  /** A role to assume first: for clusters in other accounts. */
  readonly roleArn?: string;
  /** Instead of those of the environment or profile. */
  readonly credentials?: NonNullable<STSClientConfig['credentials']>;
}
