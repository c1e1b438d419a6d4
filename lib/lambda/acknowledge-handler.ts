import { Logger } from '@aws-lambda-powertools/logger';
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import middyStack from '@middy/core';
import type { LambdaFunctionURLEvent } from 'aws-lambda';
import { openDynamodbTable } from '#lib/store/dynamodb-table.ts';
import { type HttpResponse, readRequest } from './acknowledge-http.ts';
import { type AcknowledgeParts, type Answer, openAcknowledge } from './acknowledge-parts.ts';

/** In AWS: DynamoDB, as the environment names it, and the function of the emergency window beside it. */
const awsParts: AcknowledgeParts = {
  variables: process.env,
  clock: () => new Date(),
  openTable: (name) => openDynamodbTable(name),
  startEmergency: async (cluster, scheduledAt) => {
    const { startBeside } = await import('./invoke-beside.ts');
    await startBeside(process.env['AWS_LAMBDA_FUNCTION_NAME'] ?? '', 'emergency', { cluster, scheduledAt });
  },
};

/**
 * The handler behind the function URL. What fails is answered by Lambda with 502: PagerDuty tries again, and CloudWatch
 * counts it. Neither query nor body is logged: by them anybody could act.
 */
export function serveAcknowledge(parts: AcknowledgeParts = awsParts) {
  const logger = new Logger({ serviceName: 'eks-runbook' });
  let answer: Answer | undefined;
  return middyStack<LambdaFunctionURLEvent, HttpResponse>()
    .use(injectLambdaContext(logger, { resetKeys: true }))
    .onError(({ error }) => {
      logger.error('the request failed', error ?? new Error('failed without an error'));
    })
    .handler(async (event: LambdaFunctionURLEvent) => {
      answer ??= openAcknowledge(parts);
      const request = readRequest(event);
      const response = await answer(request);
      logger.info('answered', { method: request.method, path: request.path, status: response.statusCode });
      return response;
    });
}
