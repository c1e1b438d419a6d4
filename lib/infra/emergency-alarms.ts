import { Duration } from 'aws-cdk-lib';
import { EventField, Rule, RuleTargetInput } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';

/** The cluster that is looked at when an alarm goes off, by the alarm's ARN. */
export type EmergencyAlarms = Readonly<Record<string, string>>;

/**
 * Alarms of the team's that start the window `emergency`: when somebody opens the page, what broke first and what
 * changed just before are there. One run for one change of state, however often its event comes:
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch-and-eventbridge.html
 */
export class EmergencyStart extends Construct {
  constructor(scope: Construct, alarms: EmergencyAlarms, lambda: IFunction, deadLetterQueue: IQueue) {
    super(scope, 'EmergencyStart');
    const byCluster = Map.groupBy(Object.entries(alarms), ([, cluster]) => cluster);
    for (const [cluster, entries] of byCluster) {
      const rule = new Rule(this, cluster, {
        description: `Starts the emergency window for ${cluster} when an alarm goes off.`,
        eventPattern: {
          source: ['aws.cloudwatch'],
          detailType: ['CloudWatch Alarm State Change'],
          resources: entries.map(([arn]) => arn),
          detail: { state: { value: ['ALARM'] } },
        },
      });
      const event = RuleTargetInput.fromObject({ cluster, scheduledAt: EventField.time });
      rule.addTarget(
        new LambdaFunction(lambda, { event, deadLetterQueue, retryAttempts: 5, maxEventAge: Duration.minutes(15) }),
      );
    }
  }
}
