import { existsSync } from 'node:fs';
import { Match } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { allWindows } from '#lib/runbook/registry.ts';
import { synthesizeRunbook } from './synthesize.ts';

const schedulesIn = (template: ReturnType<typeof synthesizeRunbook>) =>
  Object.values(template.findResources('AWS::Scheduler::Schedule'))
    .map(({ Properties }) => Properties)
    .filter(({ Name }) => Name !== 'sweep');

describe('schedules', () => {
  it('gives each scheduled window one schedule, in the zone of the configuration', () => {
    const scheduled = allWindows.filter(({ schedule }) => schedule !== undefined);
    const found = schedulesIn(synthesizeRunbook());
    expect(found.map(({ Name, ScheduleExpressionTimezone }) => [Name, ScheduleExpressionTimezone])).toEqual(
      scheduled.map(({ id }) => [`${id}-ecommerce-production`, 'Europe/Berlin']),
    );
  });

  it('hands over the cluster and the scheduled time, with short retries and a dead-letter queue', () => {
    const schedule = {
      Name: 'daily-morning-ecommerce-production',
      GroupName: 'eks-runbook-daily',
      ScheduleExpression: 'cron(0 8 * * ? *)',
      ScheduleExpressionTimezone: 'Europe/Berlin',
      FlexibleTimeWindow: { Mode: 'OFF' },
      State: 'ENABLED',
      Target: {
        Arn: { 'Fn::GetAtt': [Match.stringLikeRegexp('^dailymorningFunction'), 'Arn'] },
        Input: '{"cluster":"ecommerce-production","scheduledAt":"<aws.scheduler.scheduled-time>"}',
        RetryPolicy: { MaximumEventAgeInSeconds: 900, MaximumRetryAttempts: 5 },
        DeadLetterConfig: { Arn: { 'Fn::GetAtt': [Match.stringLikeRegexp('^DeadLetters'), 'Arn'] } },
      },
    };
    expect(() => synthesizeRunbook().hasResourceProperties('AWS::Scheduler::Schedule', schedule)).not.toThrow();
  });

  it('has one schedule for each window and cluster, each at its cluster’s time', () => {
    const windows = { 'daily-morning': { schedule: '30 6 * * 1-5' } };
    const template = synthesizeRunbook({
      configs: [{}, { cluster: { name: 'shop_us', region: 'us-east-1' }, timeZone: 'America/New_York', windows }],
    });
    const mornings = schedulesIn(template).filter(({ Name }) => Name.startsWith('daily-morning'));
    expect(mornings.map((schedule) => [schedule.Name, schedule.ScheduleExpression, schedule.GroupName])).toEqual([
      ['daily-morning-ecommerce-production', 'cron(0 8 * * ? *)', 'eks-runbook-daily'],
      ['daily-morning-shop_us', 'cron(30 6 ? * MON,TUE,WED,THU,FRI *)', 'eks-runbook'],
    ]);
  });

  it('has no schedule for a window that the cluster’s configuration disables', () => {
    const disabled = Object.fromEntries(allWindows.slice(1).map(({ id }) => [id, { enabled: false }]));
    const template = synthesizeRunbook({ configs: [{}, { cluster: { name: 'shop' }, windows: disabled }] });
    const shop = schedulesIn(template).filter(({ Name }) => Name.endsWith('-shop'));
    expect(shop.map(({ Name }) => Name)).toEqual(['daily-morning-shop']);
  });

  it('keeps a name within the 64 characters that Scheduler takes, and apart from another that starts alike', () => {
    const name = 'c'.repeat(80);
    const template = synthesizeRunbook({ configs: [{ cluster: { name } }, { cluster: { name: `${name}2` } }] });
    const names = schedulesIn(template).map(({ Name }) => String(Name));
    expect(names.every((one) => one.length <= 64)).toBe(true);
    expect(new Set(names).size).toBe(names.length);
  });

  it('lets Scheduler start exactly the scheduled functions, for its own groups only', () => {
    const template = synthesizeRunbook();
    const functions = Object.keys(template.findResources('AWS::Lambda::Function')).filter(
      (id) => !/^(emergency|acknowledge)/.test(id),
    );
    const [role] = Object.values(
      template.findResources('AWS::IAM::Role', {
        Properties: { Description: 'What EventBridge Scheduler may do for the runbook.' },
      }),
    );
    const group = (name: string) => ({
      'Fn::Join': ['', ['arn:aws:scheduler:eu-west-1:', { Ref: 'AWS::AccountId' }, `:schedule-group/${name}`]],
    });
    expect(role?.Properties.AssumeRolePolicyDocument.Statement[0].Condition).toEqual({
      StringEquals: {
        'aws:SourceAccount': { Ref: 'AWS::AccountId' },
        'aws:SourceArn': [group('eks-runbook-daily'), group('eks-runbook')],
      },
    });
    const [start, keep] = role?.Properties.Policies[0].PolicyDocument.Statement ?? [];
    const started = [start.Resource].flat().map((arn) => arn['Fn::GetAtt'][0]);
    expect([start.Action, new Set(started)]).toEqual(['lambda:InvokeFunction', new Set(functions)]);
    expect([keep.Action, keep.Resource['Fn::GetAtt'][0]]).toEqual([
      'sqs:SendMessage',
      expect.stringMatching(/^DeadLetters/),
    ]);
  });
});

const alarmsIn = (template: ReturnType<typeof synthesizeRunbook>) =>
  Object.values(template.findResources('AWS::CloudWatch::Alarm')).map(({ Properties }) => Properties);

/** Every other window switched off, so that the one at hand decides. */
const onlyMorning = (schedule: string) => {
  const others = allWindows.filter(({ id }) => id !== 'daily-morning').map(({ id }) => [id, { enabled: false }]);
  return { ...Object.fromEntries(others), 'daily-morning': { schedule } };
};

describe('alarms', () => {
  it('watch what the runbook cannot tell of itself', () => {
    const sweepAlarms = [
      ['eks-runbook-sweep-missing', 'AWS/Lambda', 'Invocations', 'breaching'],
      ['eks-runbook-functions-throttled', 'AWS/Lambda', 'Throttles', 'notBreaching'],
    ];
    const escalation = { links: { baseUrl: 'https://ack.example.org', secret: 'ssm:links' } };
    expect(
      alarmsIn(synthesizeRunbook({ configs: [{ escalation }] })).map(
        ({ AlarmName, Namespace, MetricName, TreatMissingData }) => [
          AlarmName,
          Namespace,
          MetricName,
          TreatMissingData,
        ],
      ),
    ).toEqual([
      ['eks-runbook-dead-letters', 'AWS/SQS', 'ApproximateNumberOfMessagesVisible', 'notBreaching'],
      ['eks-runbook-notifications-failed', 'AWS/SNS', 'NumberOfNotificationsFailed', 'notBreaching'],
      ['eks-runbook-daily-runs-missing', 'AWS/Scheduler', 'InvocationAttemptCount', 'breaching'],
      ...(existsSync('functions/sweep.ts') ? sweepAlarms : []),
      ['eks-runbook-acknowledge-failed', 'AWS/Lambda', 'Errors', 'notBreaching'],
    ]);
  });

  it('watch what is in use only: text messages where a telephone is paged, acknowledgements where something leads there', () => {
    const namesIn = (config: Readonly<Record<string, unknown>>) =>
      alarmsIn(synthesizeRunbook({ configs: [config] })).map((one) => one.AlarmName);
    const channels = { email: 'a@example.com', phone: '+1 202 555 0100', slack: '#ops', pagerduty: 'Ops' };
    expect(namesIn({})).not.toContain('eks-runbook-acknowledge-failed');
    expect(namesIn({})).not.toContain('eks-runbook-texts-failed');
    expect(namesIn({ channels })).toContain('eks-runbook-texts-failed');
  });

  it('tell the alarm topic when they start and when they end, without our code', () => {
    const template = synthesizeRunbook();
    const [topic] = Object.keys(
      template.findResources('AWS::SNS::Topic', { Properties: { DisplayName: 'EKS runbook: alarms' } }),
    );
    for (const { AlarmActions, OKActions, AlarmDescription } of alarmsIn(template)) {
      expect([AlarmActions, OKActions]).toEqual([[{ Ref: topic }], [{ Ref: topic }]]);
      expect(AlarmDescription).toMatch(/ook at|Read/);
    }
  });

  // In any 26 hours each daily window starts at least once, also over a day of 25. With three starts a day, 23 hours are
  // silent at most; 24 are when a window was left out.
  it.each([
    ['one hour a day', ['8'], 26],
    ['three hours a day', ['8', '14', '18'], 24],
  ])('miss a daily run: %s', (_name, hours, silentHours) => {
    const template = synthesizeRunbook({ configs: [{ windows: onlyMorning(`0 ${hours.join(',')} * * *`) }] });
    const alarm = {
      AlarmName: 'eks-runbook-daily-runs-missing',
      Dimensions: [{ Name: 'ScheduleGroup', Value: 'eks-runbook-daily' }],
      Period: 3600,
      EvaluationPeriods: 26,
      DatapointsToAlarm: silentHours,
      Threshold: 1,
      ComparisonOperator: 'LessThanThreshold',
    };
    expect(() => template.hasResourceProperties('AWS::CloudWatch::Alarm', alarm)).not.toThrow();
  });

  it('do not miss daily runs where no window runs every day', () => {
    const template = synthesizeRunbook({ configs: [{ windows: onlyMorning('0 8 * * 1') }] });
    const names = alarmsIn(template).map(({ AlarmName }) => AlarmName);
    expect(names).not.toContain('eks-runbook-daily-runs-missing');
  });
});
