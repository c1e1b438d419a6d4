import { Logger } from '@aws-lambda-powertools/logger';
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import middyStack from '@middy/core';
import { openSnsTopic } from '#lib/notify/sns.ts';
import { openDynamodbTable } from '#lib/store/dynamodb-table.ts';
import { openWindows } from './ask-window.ts';
import { openSweep, type SweepAll, type SweepParts } from './sweep-parts.ts';

/** In AWS: DynamoDB and SNS, as the environment names them, and the functions of the windows beside it. */
const awsParts: SweepParts = {
  variables: process.env,
  clock: () => new Date(),
  openTable: (name) => openDynamodbTable(name),
  openTopic: (arn) => openSnsTopic(arn),
  askWindow: openWindows(process.env),
  listSubscriptions: async (arn) =>
    (await import('#lib/notify/alert-path/list-subscriptions.ts')).openSubscriptions()(arn),
};

/** The handler of the sweep's function, whatever the event says. What fails is done by the next sweep. */
export function serveSweep(parts: SweepParts = awsParts) {
  const logger = new Logger({ serviceName: 'eks-runbook' });
  let sweepAll: SweepAll | undefined;
  return middyStack<unknown, Awaited<ReturnType<SweepAll>>>()
    .use(injectLambdaContext(logger, { resetKeys: true }))
    .onError(({ error }) => {
      logger.error('the sweep failed', error ?? new Error('failed without an error'));
    })
    .handler(async () => {
      sweepAll ??= openSweep(parts);
      const swept = await sweepAll();
      logger.info('swept', { swept });
      return swept;
    });
}
