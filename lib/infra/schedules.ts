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
  /** Whether it fires every day: such entries stand in a group of their own, whose silence can be alarmed on. */
  readonly isDaily: boolean;
  /** What the function gets besides the time for which it was scheduled. */
  readonly input: Readonly<Record<string, string>>;
}

/** The groups: Scheduler counts what it does by group. */
export function scheduleGroupsOf(stackName: string) {
  return { daily: `${stackName}-daily`, others: stackName };
}

/**
 * The timetable. A delivery is tried for a quarter of an hour only: a health check that comes hours late is worse than
 * one that is told as missing.
 */
export class Schedules extends Construct {
  constructor(scope: Construct, stackName: string, entries: readonly TimetableEntry[], deadLetters: IQueue) {
    super(scope, 'Schedules');
    const names = scheduleGroupsOf(stackName);
    const daily = this.createGroup('Daily', names.daily);
    const others = this.createGroup('Others', names.others);
    const role = this.createRole(Object.values(names), entries, deadLetters);
    for (const { name, description, expression, isDaily, lambda, input } of entries) {
      new Schedule(this, name, {
        scheduleName: shorten(name),
        scheduleGroup: isDaily ? daily : others,
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

  private createGroup(id: string, scheduleGroupName: string): ScheduleGroup {
    return new ScheduleGroup(this, id, { scheduleGroupName, removalPolicy: RemovalPolicy.DESTROY });
  }

  /** Scheduler's role: exactly these functions, and only for schedules of these groups. */
  private createRole(groups: readonly string[], entries: readonly TimetableEntry[], deadLetters: IQueue): Role {
    const functions = [...new Set(entries.map(({ lambda }) => lambda.functionArn))];
    const groupArns = groups.map((resourceName) =>
      Stack.of(this).formatArn({ service: 'scheduler', resource: 'schedule-group', resourceName }),
    );
    return new Role(this, 'Role', {
      description: 'What EventBridge Scheduler may do for the runbook.',
      assumedBy: new ServicePrincipal('scheduler.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID, 'aws:SourceArn': groupArns } },
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
