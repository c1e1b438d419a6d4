import { isDeepStrictEqual } from 'node:util';
import type { AwsApi } from '../aws/aws-api.ts';
import { explainAwsFailure } from '../aws/explain-failure.ts';
import type { AwsAnswer, Snapshot } from './snapshot.ts';

type Fields = Readonly<Record<string, unknown>>;

/**
 * AWS as it was recorded; undefined for a snapshot without its answers. A call that none of them answers fails as AWS
 * refuses one: what was not recorded must not look like an empty list.
 */
export function replayAws({ awsAnswers, clusterName }: Snapshot): AwsApi | undefined {
  if (awsAnswers.length === 0) return undefined;
  return {
    clusterName,
    async call<Input extends object, Output extends object>({ action }: { readonly action: string }, input: Input) {
      const answer = awsAnswers.find((one) => one.action === action && matches(one, input as Fields));
      if (answer && answer.error === undefined) return answer.output as Output;
      const message = answer ? `${action} is refused in the snapshot` : 'the snapshot has no answer to this call';
      const error = Object.assign(new Error(message), { name: answer?.error ?? 'AccessDeniedException' });
      throw explainAwsFailure(error, action, 0);
    },
  };
}

function matches({ input: asked }: AwsAnswer, input: Fields): boolean {
  return Object.entries(asked).every(([key, value]) => isDeepStrictEqual(value, input[key]));
}
