import { describe, expect, it } from 'vitest';
import { type Synthesis, synthesizeRunbook } from './synthesize.ts';

interface Statement {
  readonly Sid: string;
  readonly Action: string | readonly string[];
  readonly Resource: unknown;
}

const aws = (service: string, rest: string) => ({
  'Fn::Join': ['', [`arn:aws:${service}:eu-west-1:`, { Ref: 'AWS::AccountId' }, `:${rest}`]],
});
const topic = (name: string) => `arn:aws:sns:eu-west-1:111122223333:${name}`;
const keyArn = 'arn:aws:kms:eu-west-1:111122223333:key/other';

const delivery = {
  pagerdutyRoutingKey: 'ssm:/eks-runbook/pagerduty',
  pagerdutyWebhookSecret: 'ssm:webhook',
  slackWebhook: 'secretsmanager:eks-runbook/slack',
};
const links = { baseUrl: 'https://ack.example.org', secret: 'secretsmanager:links' };

/** The statements of a function that are about secrets or messages, by their name. */
function statementsOf(name: string, synthesis: Synthesis): Readonly<Record<string, unknown>> {
  const role = { Properties: { RoleName: `eks-runbook-${name}` } };
  const [made] = Object.values(synthesizeRunbook(synthesis).findResources('AWS::IAM::Role', role));
  const statements: readonly Statement[] = made?.Properties.Policies[0].PolicyDocument.Statement;
  const asked = statements.filter(({ Sid }) => /Parameters|Secrets|TellPeople|EncryptMessages/.test(Sid));
  return Object.fromEntries(asked.map(({ Sid, Action, Resource }) => [Sid, [Action, Resource]]));
}

describe('the secrets of configuration', () => {
  const configs = [{ escalation: { delivery, links } }];

  it('are read by the sweep: those by which it tells, and no other', () => {
    const { ReadParameters, ReadSecrets, DecryptSecrets } = statementsOf('sweep', { configs });
    expect(ReadParameters).toEqual([
      'ssm:GetParameter',
      [
        aws('ssm', 'parameter/aws/reference/secretsmanager/eks-runbook/slack'),
        aws('ssm', 'parameter/aws/reference/secretsmanager/links'),
        aws('ssm', 'parameter/eks-runbook/pagerduty'),
      ],
    ]);
    expect(ReadSecrets).toEqual([
      'secretsmanager:GetSecretValue',
      [aws('secretsmanager', 'secret:eks-runbook/slack-??????'), aws('secretsmanager', 'secret:links-??????')],
    ]);
    expect(DecryptSecrets).toBeUndefined();
  });

  it('are read by acknowledge: those by which it knows who asks, and no other', () => {
    expect(statementsOf('acknowledge', { configs })).toEqual({
      ReadParameters: [
        'ssm:GetParameter',
        [aws('ssm', 'parameter/aws/reference/secretsmanager/links'), aws('ssm', 'parameter/webhook')],
      ],
      ReadSecrets: ['secretsmanager:GetSecretValue', aws('secretsmanager', 'secret:links-??????')],
    });
  });

  it('are decrypted with a key of the team’s own only where it is named', () => {
    const synthesis = { configs, deployment: { otherKeyArns: [keyArn] } };
    expect(statementsOf('acknowledge', synthesis)['DecryptSecrets']).toEqual(['kms:Decrypt', keyArn]);
  });

  it('are read by windows: the one by which level 1 is paged while the table is down', () => {
    const read = ['ssm:GetParameter', aws('ssm', 'parameter/eks-runbook/pagerduty')];
    const { ReadParameters, ReadSecrets } = statementsOf('daily-morning', { configs });
    expect([ReadParameters, ReadSecrets]).toEqual([read, undefined]);
  });

  it('are nobody’s where there are none', () => {
    expect(statementsOf('acknowledge', {})).toEqual({});
    expect(Object.keys(statementsOf('daily-morning', {}))).toEqual(['TellPeople', 'EncryptMessages']);
  });
});

describe('the topics of configuration', () => {
  it('are published to by the sweep, besides that of the reports', () => {
    const contacts = [
      { id: 'primary', name: 'A', emailTopicArn: topic('own') },
      ...['secondary', 'escalation', 'emergency'].map((id) => ({ id, name: id })),
    ];
    const escalation = { delivery: { slackTopicArn: topic('slack'), phoneTopicArn: topic('phone') } };
    const synthesis = { configs: [{ contacts, escalation }], deployment: { otherKeyArns: [keyArn] } };
    const { TellPeople, EncryptMessages } = statementsOf('sweep', synthesis);
    const reports = { Ref: expect.stringMatching(/^TopicsReports/) };
    expect(TellPeople).toEqual(['sns:Publish', [topic('own'), topic('phone'), topic('slack'), reports]]);
    const key = { 'Fn::GetAtt': [expect.stringMatching(/^TopicsKey/), 'Arn'] };
    expect(EncryptMessages).toEqual([
      ['kms:Decrypt', 'kms:GenerateDataKey'],
      [keyArn, key],
    ]);
    expect(statementsOf('daily-morning', synthesis)['TellPeople']).toEqual(['sns:Publish', reports]);
  });
});
