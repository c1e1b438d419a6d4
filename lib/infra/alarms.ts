import { Duration } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, type IMetric, Metric, Stats, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';

export interface WatchedParts {
  readonly stackName: string;
  readonly deadLetters: IQueue;
  readonly reports: ITopic;
  readonly phones: ITopic | undefined;
  readonly daily: {
    /** The schedule group of all that runs every day. */
    readonly group: string;
    /** In how many hours of a day something in it runs; 0: nothing does. */
    readonly hours: number;
  };
  /** Runs every minute: its silence means that nobody is chased, its throttling that the account's functions wait. */
  readonly sweep: IFunction | undefined;
  /** Is called from outside and waited for: what it fails on is in no queue. Undefined where nothing leads to it. */
  readonly acknowledge: IFunction | undefined;
}

/** What one alarm watches. */
interface Watch {
  readonly name: string;
  readonly about: string;
  readonly metric: IMetric;
  /** `aboveZero`: a count that should not be; `silence`: one that should. */
  readonly alarmOn: 'aboveZero' | 'silence';
  /** How many periods are looked at, and in how many of them it must be so; default 1. */
  readonly periods?: number;
  readonly badPeriods?: number;
}

/** A local day can have 25 hours, and a run may start a minute late. */
const dayHours = 26;

/**
 * Tells people when the runbook itself fails. Alarms go from CloudWatch to their topic: none of our code is on the way.
 * Each is one metric, because each metric of an alarm is paid for.
 */
export class Alarms extends Construct {
  constructor(scope: Construct, parts: WatchedParts, topic: ITopic) {
    super(scope, 'Watch');
    const action = new SnsAction(topic);
    for (const { name, about, metric, alarmOn, periods = 1, badPeriods = periods } of watchesOf(parts)) {
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
        datapointsToAlarm: badPeriods,
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
    ...(parts.daily.hours > 0 ? [dailyWatch(parts.daily)] : []),
    ...(parts.sweep ? sweepWatches(parts.sweep) : []),
    ...(parts.acknowledge ? [acknowledgeWatch(parts.acknowledge)] : []),
  ];
}

function deliveryWatches({ deadLetters, reports, phones }: WatchedParts): Watch[] {
  const period = Duration.minutes(5);
  return [
    {
      name: 'dead-letters',
      about:
        'A run could not be started, or failed at every try; or the sweep did, or found people not told in time. Read the messages of the dead-letter queue (which event, which error), then the log of the function.',
      metric: deadLetters.metricApproximateNumberOfMessagesVisible({ period, statistic: Stats.MAXIMUM }),
      alarmOn: 'aboveZero',
    },
    {
      name: 'notifications-failed',
      about:
        'SNS could not deliver a report. Look at the subscriptions of the report topic: confirmed, and the address right?',
      metric: reports.metricNumberOfNotificationsFailed({ period, statistic: Stats.SUM }),
      alarmOn: 'aboveZero',
    },
    ...(phones ? [textsWatch(phones)] : []),
  ];
}

function textsWatch(phones: ITopic): Watch {
  return {
    name: 'texts-failed',
    about:
      'SNS could not deliver a page as a text message. Look at the spending limit of text messages, the sandbox of the account, and the numbers of the topic’s subscriptions.',
    metric: phones.metricNumberOfNotificationsFailed({ period: Duration.minutes(5), statistic: Stats.SUM }),
    alarmOn: 'aboveZero',
  };
}

/** Of the hours looked at, as many must have seen a start as a day has: fewer, and a window was left out. */
function dailyWatch({ group, hours }: WatchedParts['daily']): Watch {
  return {
    name: 'daily-runs-missing',
    about: `A window that runs every day was not started for ${dayHours} hours. Look at the schedules of the group ${group}; run it by hand meanwhile. (After the first deployment: until each has run once.)`,
    metric: new Metric({
      namespace: 'AWS/Scheduler',
      metricName: 'InvocationAttemptCount',
      dimensionsMap: { ScheduleGroup: group },
      period: Duration.hours(1),
      statistic: Stats.SUM,
    }),
    alarmOn: 'silence',
    periods: dayHours,
    badPeriods: dayHours - hours + 1,
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
        'The sweep, which runs every minute, is throttled: the functions of this account share too little concurrency, and runs come late. Look at its quota.',
      metric: sweep.metricThrottles({ period }),
      alarmOn: 'aboveZero',
    },
  ];
}

function acknowledgeWatch(acknowledge: IFunction): Watch {
  return {
    name: 'acknowledge-failed',
    about:
      'An acknowledgement by link or from PagerDuty was not taken, so that people are paged again. Look at the log of the function acknowledge: most often a secret cannot be read.',
    metric: acknowledge.metricErrors({ period: Duration.minutes(5) }),
    alarmOn: 'aboveZero',
  };
}
