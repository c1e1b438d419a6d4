import { Logger } from '@aws-lambda-powertools/logger';
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { parser } from '@aws-lambda-powertools/parser/middleware';
import middyStack from '@middy/core';
import type { Context } from 'aws-lambda';
import type { Recheck } from '#lib/incidents/event.ts';
import type { Window } from '#lib/runbook/window.ts';
import { recheckDeployed } from './recheck-deployed.ts';
import { runDeployed, type WindowAnswer } from './run-deployed.ts';
import { explainEventError, type WindowEvent, windowEventSchema } from './window-event.ts';
import { awsParts, openWarmParts, type WarmParts, type WindowParts } from './window-parts.ts';

const name = 'eks-runbook';

/** The handler of a window's function: `{}` runs it now on its only cluster. */
export function serveWindow(window: Window, parts: WindowParts = awsParts) {
  const logger = new Logger({ serviceName: name });
  // Each metric and each of a dimension's values is paid for: three metrics by window and cluster, no more.
  const metrics = new Metrics({ namespace: name, serviceName: window.id });
  let warm: WarmParts | undefined;

  return middyStack<unknown, WindowAnswer | Recheck>()
    .use(injectLambdaContext(logger, { resetKeys: true }))
    .use(parser({ schema: windowEventSchema }))
    .onError((request) => {
      const error = explainEventError(request.error) ?? new Error('failed without an error');
      logger.error('the run failed', error);
      request.error = error;
    })
    .handler(async (parsed: unknown, context: Context) => {
      const event = parsed as WindowEvent;
      warm ??= openWarmParts(parts);
      const remainingMs = () => context.getRemainingTimeInMillis();
      if (event.recheck !== undefined) {
        return recheckDeployed({ window, recheck: event.recheck, remainingMs: remainingMs() }, warm);
      }
      const answer = await runDeployed({ window, event, remainingMs, logger }, warm);
      logger.info('the run is done', { ...answer });
      measure(metrics, answer);
      return answer;
    });
}

function measure(metrics: Metrics, { cluster, severities, unknown, isRepeat }: WindowAnswer): void {
  if (isRepeat) return;
  metrics.addDimension('cluster', cluster);
  metrics.addMetric('RunsDone', MetricUnit.Count, 1);
  metrics.addMetric('CriticalFindings', MetricUnit.Count, severities.critical);
  metrics.addMetric('UnknownChecks', MetricUnit.Count, unknown);
  metrics.publishStoredMetrics();
}
