import { Duration } from 'aws-cdk-lib';
import { Dashboard, GraphWidget, type IMetric, PeriodOverride, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';

export interface ShownParts {
  readonly stackName: string;
  readonly functions: ReadonlyMap<string, IFunction>;
  readonly deadLetters: IQueue;
  readonly reports: ITopic;
}

const period = Duration.hours(1);

/** Four weeks at a glance: did every window run, did it fail, how long did it take, and were people told. */
export function createDashboard(scope: Construct, { stackName, functions, deadLetters, reports }: ShownParts): void {
  const each = (metricOf: (lambda: IFunction, label: string) => IMetric) =>
    [...functions].map(([label, lambda]) => metricOf(lambda, label));
  const graph = (title: string, left: IMetric[]) => new GraphWidget({ title, left, width: 12, height: 7 });
  new Dashboard(scope, 'Dashboard', {
    dashboardName: stackName,
    defaultInterval: Duration.days(28),
    periodOverride: PeriodOverride.INHERIT,
    widgets: [
      [
        graph(
          'Runs',
          each((lambda, label) => lambda.metricInvocations({ label, period })),
        ),
        graph(
          'Failed runs',
          each((lambda, label) => lambda.metricErrors({ label, period })),
        ),
      ],
      [
        graph(
          'Longest run (ms)',
          each((lambda, label) => lambda.metricDuration({ label, period, statistic: Stats.MAXIMUM })),
        ),
        graph('Messages', [
          reports.metricNumberOfMessagesPublished({ label: 'reports published', period }),
          reports.metricNumberOfNotificationsFailed({ label: 'deliveries failed', period }),
          deadLetters.metricApproximateNumberOfMessagesVisible({ label: 'dead letters', period }),
        ]),
      ],
    ],
  });
}
