import { Duration } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, type IMetric, Metric, Stats, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';

/** A function that should run at least this often. */
export interface ExpectedRuns {
  readonly name: string;
  readonly lambda: IFunction;
  readonly gapHours: number;
}

export interface WatchedParts {
  readonly stackName: string;
  readonly deadLetters: IQueue;
  readonly scheduleGroupName: string;
  readonly reports: ITopic;
  readonly runs: readonly ExpectedRuns[];
  /** Runs every minute: its silence means that nobody is chased, its throttling that the account's functions wait. */
  readonly sweep: IFunction | undefined;
}

/** What one alarm watches. `aboveZero`: a count that should not be; `silence`: one that should. */
interface Watch {
  readonly name: string;
  readonly about: string;
  readonly metric: IMetric;
  readonly alarmOn: 'aboveZero' | 'silence';
  readonly periods?: number;
}

/** CloudWatch looks back at most a week: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html */
const longestLookHours = 168;

/** Local days can have 25 hours, and a run may start a minute late. */
const graceHours = 2;

/**
 * Tells people when the runbook itself fails. Alarms go from CloudWatch to their topic: none of our code is on the way.
 * Each is one metric, because each metric of an alarm is paid for.
 */
export class Alarms extends Construct {
  constructor(scope: Construct, parts: WatchedParts, topic: ITopic) {
    super(scope, 'Watch');
    const action = new SnsAction(topic);
    for (const { name, about, metric, alarmOn, periods = 1 } of watchesOf(parts)) {
      const isSilence = alarmOn === 'silence';
      const alarm = new Alarm(this, name, {
        alarmName: `${parts.stackName}-${name}`,
        alarmDescription: about,
        metric,
        threshold: 1,
        comparisonOperator: isSilence
          ? ComparisonOperator.LESS_THAN_THRESHOLD
          : ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
        evaluationPeriods: periods,
        treatMissingData: isSilence ? TreatMissingData.BREACHING : TreatMissingData.NOT_BREACHING,
      });
      alarm.addAlarmAction(action);
      alarm.addOkAction(action);
    }
  }
}

function watchesOf(parts: WatchedParts): Watch[] {
  return [
    ...deliveryWatches(parts),
    ...parts.runs.filter(({ gapHours }) => gapHours + graceHours <= longestLookHours).map(missingRun),
    ...(parts.sweep ? sweepWatches(parts.sweep) : []),
  ];
}

function deliveryWatches({ deadLetters, scheduleGroupName, reports }: WatchedParts): Watch[] {
  const period = Duration.minutes(5);
  return [
    {
      name: 'dead-letters',
      about:
        'A run could not be started, or failed at every try. Read the messages of the dead-letter queue (which event, which error), then the log of the function.',
      metric: deadLetters.metricApproximateNumberOfMessagesVisible({ period, statistic: Stats.MAXIMUM }),
      alarmOn: 'aboveZero',
    },
    {
      name: 'schedules-throttled',
      about: 'EventBridge Scheduler is throttled, so that runs come late. Look at its quotas in this account.',
      metric: schedulerMetric('InvocationThrottleCount', scheduleGroupName, period),
      alarmOn: 'aboveZero',
    },
    {
      name: 'notifications-failed',
      about:
        'SNS could not deliver a report. Look at the subscriptions of the report topic: confirmed, and the address right?',
      metric: reports.metricNumberOfNotificationsFailed({ period, statistic: Stats.SUM }),
      alarmOn: 'aboveZero',
    },
  ];
}

function schedulerMetric(metricName: string, ScheduleGroup: string, period: Duration): Metric {
  const dimensionsMap = { ScheduleGroup };
  return new Metric({ namespace: 'AWS/Scheduler', metricName, dimensionsMap, period, statistic: Stats.SUM });
}

function missingRun({ name, lambda, gapHours }: ExpectedRuns): Watch {
  const periods = gapHours + graceHours;
  return {
    name: `${name}-missing`,
    about: `${name} has not run for ${periods} hours. Look at its schedule and the dead-letter queue; run it by hand meanwhile. (After the first deployment: until its first run.)`,
    metric: lambda.metricInvocations({ period: Duration.hours(1) }),
    alarmOn: 'silence',
    periods,
  };
}

function sweepWatches(sweep: IFunction): Watch[] {
  const period = Duration.minutes(5);
  return [
    {
      name: 'sweep-missing',
      about: 'Nobody is being chased: the sweep has not run for 15 minutes. Look at its schedule, then at its log.',
      metric: sweep.metricInvocations({ period }),
      alarmOn: 'silence',
      periods: 3,
    },
    {
      name: 'functions-throttled',
      about:
        'The sweep, which runs every minute, is throttled: the functions of this account share too little concurrency, and runs come late.',
      metric: sweep.metricThrottles({ period }),
      alarmOn: 'aboveZero',
    },
  ];
}
