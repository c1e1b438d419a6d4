import { resolve } from 'node:path';
import { UsageError } from '#lib/config/usage-error.ts';

type Variables = Readonly<Record<string, string | undefined>>;

/** What a function's environment says. */
export interface Environment {
  readonly tableName: string;
  /** Where runs tell what changed. */
  readonly topicArn: string;
  /** Where text messages go that configuration gives no topic for, if anywhere. */
  readonly phoneTopicArn: string | undefined;
  /** The configuration files beside the code, one for each cluster. */
  readonly configPaths: readonly string[];
}

const isTableName = (text: string) => /^[\w.-]{3,255}$/.test(text);
const isTopicArn = (text: string) => /^arn:aws[a-z-]*:sns:\S+$/.test(text);
const filesIn = (text: string) => text.split(',').filter(Boolean);

/** Each variable of which something is expected: whether it is right, and what it should be. */
const expectations: readonly (readonly [string, (text: string) => boolean, string])[] = [
  ['TABLE_NAME', isTableName, 'the name of a table'],
  ['TOPIC_ARN', isTopicArn, 'the ARN of an SNS topic'],
  ['PHONE_TOPIC_ARN', (text) => text === '' || isTopicArn(text), 'the ARN of an SNS topic, or nothing'],
  ['CONFIG', (text) => filesIn(text).length > 0, 'at least one file'],
];

/** Throws `UsageError` with all that is wrong. Without a schema: every function reads it at its start. */
export function readEnvironment(variables: Variables): Environment {
  const read = (name: string) => variables[name] ?? '';
  const wrong = expectations
    .filter(([name, isRight]) => !isRight(read(name)))
    .map(([name, , expected]) => `${name}: expected ${expected}, found "${read(name)}"`);
  if (wrong.length > 0) {
    throw new UsageError(
      `the function's environment is not right (${wrong.join('; ')}); the stack sets it: deploy it again`,
    );
  }
  return {
    tableName: read('TABLE_NAME'),
    topicArn: read('TOPIC_ARN'),
    phoneTopicArn: variables['PHONE_TOPIC_ARN'] || undefined,
    configPaths: filesIn(read('CONFIG')).map((file) => resolve(variables['LAMBDA_TASK_ROOT'] ?? '.', file)),
  };
}
