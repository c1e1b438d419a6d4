import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { StoreError, type StoreFailure } from './store-error.ts';

const explanations: Readonly<Record<string, readonly [StoreFailure, string]>> = {
  ResourceNotFoundException: [
    'unavailable',
    'there is no such table in this account and region: deploy it, or check its name and the region',
  ],
  AccessDeniedException: ['unavailable', 'these credentials may not use it: look at the IAM policy'],
  UnrecognizedClientException: ['unavailable', 'the credentials are not accepted: sign in again'],
  ExpiredTokenException: ['unavailable', 'the credentials have expired: sign in again'],
  CredentialsProviderError: ['unavailable', 'there are no AWS credentials: sign in, or set AWS_PROFILE'],
  TransactionCanceledException: ['busy', 'other writers were in the way at every try: try again'],
  ThrottlingException: ['busy', 'too much is asked of it at once: try again in a minute'],
  ProvisionedThroughputExceededException: ['busy', 'too much is asked of it at once: try again in a minute'],
};

/** Says of the SDK's errors what, where, and what to do next. */
export function explainDynamodb(error: unknown, tableName: string): StoreError {
  if (error instanceof StoreError) return error;
  const { name, message } = error instanceof Error ? error : { name: '', message: String(error) };
  const [failure, advice] = refusal(error) ?? explanations[name] ?? otherwise;
  return new StoreError(failure, `DynamoDB table ${tableName}: ${advice} (${message || name})`, { cause: error });
}

const otherwise = ['unavailable', 'check the network, the region and the endpoint'] as const;

/** What the service itself finds wrong with a write: with us, the size of an item after its update. */
function refusal(error: unknown): readonly [StoreFailure, string] | undefined {
  if (!(error instanceof TransactionCanceledException)) return undefined;
  const reason = error.CancellationReasons?.find(({ Code }) => Code === 'ValidationError')?.Message;
  if (reason === undefined) return undefined;
  return [/size/i.test(reason) ? 'too-large' : 'invalid', reason];
}
