import { Match } from 'aws-cdk-lib/assertions';
import { expect, it } from 'vitest';
import { allWindows } from '#lib/runbook/registry.ts';
import { synthesizeRunbook } from './synthesize.ts';

const schedulesIn = (template: ReturnType<typeof synthesizeRunbook>) =>
  Object.values(template.findResources('AWS::Scheduler::Schedule'))
    .map(({ Properties }) => Properties)
    .filter(({ Name }) => Name !== 'sweep');

it('gives each scheduled window one schedule, in the zone of the configuration', () => {
  const scheduled = allWindows.filter(({ schedule }) => schedule !== undefined);
  const found = schedulesIn(synthesizeRunbook());
  expect(found.map(({ Name, ScheduleExpressionTimezone }) => [Name, ScheduleExpressionTimezone]).toSorted()).toEqual(
    scheduled.map(({ id }) => [`${id}-ecommerce-production`, 'Europe/Berlin']).toSorted(),
  );
});

it('hands over the cluster and the scheduled time, with short retries and a dead-letter queue', () => {
  synthesizeRunbook().hasResourceProperties('AWS::Scheduler::Schedule', {
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
  });
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

it('deploys no window that the configuration disables', () => {
  const template = synthesizeRunbook({ configs: [{ windows: { 'daily-morning': { enabled: false } } }] });
  expect(schedulesIn(template).filter(({ Name }) => Name.startsWith('daily-morning'))).toEqual([]);
  template.resourcePropertiesCountIs('AWS::Lambda::Function', { FunctionName: 'eks-runbook-daily-morning' }, 0);
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
  const arns = functions.map((id) => ({ 'Fn::GetAtt': [id, 'Arn'] }));
  expect(role?.Properties.AssumeRolePolicyDocument.Statement[0].Condition).toEqual({
    StringEquals: {
      'aws:SourceAccount': { Ref: 'AWS::AccountId' },
      'aws:SourceArn': [group('eks-runbook-daily'), group('eks-runbook')],
    },
  });
  const [start, keep] = role?.Properties.Policies[0].PolicyDocument.Statement ?? [];
  expect([start.Action, [start.Resource].flat()]).toEqual(['lambda:InvokeFunction', arns]);
  expect([keep.Action, keep.Resource['Fn::GetAtt'][0]]).toEqual([
    'sqs:SendMessage',
    expect.stringMatching(/^DeadLetters/),
  ]);
});
