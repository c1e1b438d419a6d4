import type { STSClientConfig } from '@aws-sdk/client-sts';

/** What the clients of all services are made with. */
export interface AwsClientSettings {
  readonly region: string;
  readonly credentials: NonNullable<STSClientConfig['credentials']>;
  readonly requestHandler: NonNullable<STSClientConfig['requestHandler']>;
}
