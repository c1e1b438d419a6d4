import { expect, it } from 'vitest';
import { synthesizeRunbook } from './synthesize.ts';

const alarmOf = (name: string) => `arn:aws:cloudwatch:eu-west-1:111122223333:alarm:${name}`;

it('alarms that are named start the emergency window of their cluster, once for each change of state', () => {
  const emergencyAlarms = { [alarmOf('checkout')]: 'ecommerce-production', [alarmOf('5xx')]: 'ecommerce-production' };
  const template = synthesizeRunbook({ deployment: { emergencyAlarms } });
  const rules = Object.values(template.findResources('AWS::Events::Rule')).map(({ Properties }) => Properties);
  expect(rules).toMatchObject([
    {
      EventPattern: {
        source: ['aws.cloudwatch'],
        'detail-type': ['CloudWatch Alarm State Change'],
        resources: [alarmOf('checkout'), alarmOf('5xx')],
        detail: { state: { value: ['ALARM'] } },
      },
      Targets: [
        {
          Arn: { 'Fn::GetAtt': [expect.stringMatching(/^emergencyFunction/), 'Arn'] },
          DeadLetterConfig: { Arn: { 'Fn::GetAtt': [expect.stringMatching(/^DeadLetters/), 'Arn'] } },
          InputTransformer: {
            InputPathsMap: { time: '$.time' },
            InputTemplate: '{"cluster":"ecommerce-production","scheduledAt":<time>}',
          },
        },
      ],
    },
  ]);
  template.hasResourceProperties('AWS::Lambda::Permission', {
    Principal: 'events.amazonaws.com',
    FunctionName: { 'Fn::GetAtt': [rules[0]?.Targets[0].Arn['Fn::GetAtt'][0], 'Arn'] },
  });
});

it('without any, no rule is made', () => {
  expect(synthesizeRunbook().findResources('AWS::Events::Rule')).toEqual({});
});
