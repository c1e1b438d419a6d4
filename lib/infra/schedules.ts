import { createHash } from 'node:crypto';
import { Aws, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import {
  ContextAttribute,
  Schedule,
  ScheduleExpression,
  ScheduleGroup,
  ScheduleTargetInput,
} from 'aws-cdk-lib/aws-scheduler';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';

/** One line of the timetable. */
export interface TimetableEntry {
  readonly name: string;
  readonly description: string;
  readonly expression: ScheduleExpression;
  readonly lambda: IFunction;
  /** What the function gets besides the time for which it was scheduled. */
  readonly input: Readonly<Record<string, string>>;
}

/**
 * The timetable. A delivery is tried for a quarter of an hour only: a health check that comes hours late is worse than
 * one that is told as missing.
 */
export class Schedules extends Construct {
  readonly group: ScheduleGroup;

  constructor(scope: Construct, groupName: string, entries: readonly TimetableEntry[], deadLetters: IQueue) {
    super(scope, 'Schedules');
    this.group = new ScheduleGroup(this, 'Group', {
      scheduleGroupName: groupName,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const role = this.createRole(groupName, entries, deadLetters);
    for (const { name, description, expression, lambda, input } of entries) {
      new Schedule(this, name, {
        scheduleName: shorten(name),
        scheduleGroup: this.group,
        description,
        schedule: expression,
        target: {
          bind: () => ({
            arn: lambda.functionArn,
            role,
            input: ScheduleTargetInput.fromObject({ ...input, scheduledAt: ContextAttribute.scheduledTime }),
            retryPolicy: { maximumRetryAttempts: 5, maximumEventAgeInSeconds: Duration.minutes(15).toSeconds() },
            deadLetterConfig: { arn: deadLetters.queueArn },
          }),
        },
      });
    }
  }

  /** Scheduler's role: exactly these functions, and only for schedules of this group. */
  private createRole(groupName: string, entries: readonly TimetableEntry[], deadLetters: IQueue): Role {
    const functions = [...new Set(entries.map(({ lambda }) => lambda.functionArn))];
    const resource = { service: 'scheduler', resource: 'schedule-group', resourceName: groupName };
    return new Role(this, 'Role', {
      description: 'What EventBridge Scheduler may do for the runbook.',
      assumedBy: new ServicePrincipal('scheduler.amazonaws.com', {
        conditions: {
          StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID, 'aws:SourceArn': Stack.of(this).formatArn(resource) },
        },
      }),
      inlinePolicies: {
        deliver: new PolicyDocument({
          statements: [
            new PolicyStatement({ sid: 'StartRuns', actions: ['lambda:InvokeFunction'], resources: functions }),
            new PolicyStatement({ sid: 'KeepLost', actions: ['sqs:SendMessage'], resources: [deadLetters.queueArn] }),
          ],
        }),
      },
    });
  }
}

/** Scheduler takes names of 64 characters; a longer one ends in a digest, so that it stays its own. */
function shorten(name: string): string {
  if (name.length <= 64) return name;
  return `${name.slice(0, 55)}-${createHash('sha256').update(name).digest('hex').slice(0, 8)}`;
}
