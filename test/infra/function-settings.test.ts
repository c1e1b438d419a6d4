import { existsSync } from 'node:fs';
import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { describe, expect, it } from 'vitest';
import { createDeadLetters } from '#lib/infra/dead-letters.ts';
import { createFunctions } from '#lib/infra/functions.ts';
import { dailyMorning } from '#lib/runbook/daily-morning.ts';
import { allWindows } from '#lib/runbook/registry.ts';
import { synthesizeRunbook } from './synthesize.ts';

const template = synthesizeRunbook();

const propertiesOf = (template: ReturnType<typeof synthesizeRunbook>, name: string) => {
  const FunctionName = `eks-runbook-${name}`;
  return Object.values(template.findResources('AWS::Lambda::Function', { Properties: { FunctionName } }))[0]
    ?.Properties;
};

describe('functions', () => {
  it('are one for each window, and those others that are there', () => {
    const names = Object.values(synthesizeRunbook().findResources('AWS::Lambda::Function')).map(
      ({ Properties }) => Properties.FunctionName,
    );
    const others = ['sweep', 'acknowledge'].filter((name) => existsSync(`functions/${name}.ts`));
    const expected = [...allWindows.map(({ id }) => id), ...others].map((name) => `eks-runbook-${name}`);
    expect(names).toEqual(expected);
  });

  it('run on Node 24 and arm64, each failed event kept after two more tries', () => {
    const all = (type: string) => Object.values(template.findResources(type)).map(({ Properties }) => Properties);
    for (const made of all('AWS::Lambda::Function')) {
      expect(made).toMatchObject({ Runtime: 'nodejs24.x', Architectures: ['arm64'], Handler: 'index.handler' });
    }
    const tries = all('AWS::Lambda::EventInvokeConfig');
    expect(tries).toHaveLength(all('AWS::Lambda::Function').length);
    for (const one of tries) expect(one).toMatchObject({ MaximumRetryAttempts: 2, MaximumEventAgeInSeconds: 3600 });
    for (const log of all('AWS::Logs::LogGroup')) expect(log).toMatchObject({ RetentionInDays: 90 });
  });

  it('know all clusters, and may take on the role for one in another account', () => {
    const template = synthesizeRunbook({
      configs: [{}, { cluster: { name: 'shop', roleArn: 'arn:aws:iam::111122223333:role/looker' } }],
    });
    const { CONFIG } = propertiesOf(template, 'daily-morning').Environment.Variables;
    expect(CONFIG).toBe('ecommerce-production.json,shop.json');
    const statements = Object.values(
      template.findResources('AWS::IAM::Role', { Properties: { RoleName: 'eks-runbook-daily-morning' } }),
    )[0]?.Properties.Policies[0].PolicyDocument.Statement;
    expect(statements[0].Resource['Fn::Join'][1].at(-1)).toBe(':cluster/ecommerce-production');
    expect(statements[1]).toEqual({
      Sid: 'TakeRole',
      Effect: 'Allow',
      Action: 'sts:AssumeRole',
      Resource: 'arn:aws:iam::111122223333:role/looker',
    });
  });

  it('that write to a cluster run one at a time, unless the account cannot spare the concurrency', () => {
    const windows = [{ window: dailyMorning, clusters: [], schedules: [], writesToCluster: true }];
    for (const reserveConcurrency of [true, false]) {
      const stack = new Stack(new App({ context: { 'aws:cdk:bundling-stacks': [] } }), 'alone');
      const statement = new PolicyStatement({
        actions: ['sns:Publish'],
        resources: ['arn:aws:sns:eu-west-1:111122223333:x'],
      });
      const rights = { keep: [statement], tell: [], own: { sweep: [], acknowledge: [] } };
      const shared = { stackName: 'alone', network: undefined, environment: {}, files: {}, rights };
      createFunctions(stack, { ...shared, windows, deadLetters: createDeadLetters(stack), reserveConcurrency });
      const made = Object.values(Template.fromStack(stack).findResources('AWS::Lambda::Function'));
      const reserved = made.map(({ Properties }) => Properties.ReservedConcurrentExecutions);
      // the window's first; the sweep waits for nobody; what anyone may call takes no more than its share
      expect(reserved.filter((one) => one !== undefined)).toEqual(reserveConcurrency ? [1, 5] : []);
    }
  });

  it('join the given network, and may not use its rights from their code', () => {
    const template = synthesizeRunbook({
      deployment: {
        network: {
          vpcId: 'vpc-0123456789abcdef0',
          subnetIds: ['subnet-0123456789abcdef1', 'subnet-0123456789abcdef2'],
        },
      },
    });
    const [groupId] = Object.keys(template.findResources('AWS::EC2::SecurityGroup'));
    expect(propertiesOf(template, 'daily-morning').VpcConfig).toEqual({
      SubnetIds: ['subnet-0123456789abcdef1', 'subnet-0123456789abcdef2'],
      SecurityGroupIds: [{ 'Fn::GetAtt': [groupId, 'GroupId'] }],
    });
    template.hasResourceProperties('AWS::EC2::SecurityGroup', {
      VpcId: 'vpc-0123456789abcdef0',
      SecurityGroupEgress: [{ CidrIp: '0.0.0.0/0', FromPort: 443, ToPort: 443, IpProtocol: 'tcp' }],
    });
    const roles = template.findResources('AWS::IAM::Role', { Properties: { RoleName: 'eks-runbook-daily-morning' } });
    const [, , allowed, refused] = Object.values(roles)[0]?.Properties.Policies[1].PolicyDocument.Statement ?? [];
    expect([allowed.Effect, refused.Effect, refused.Action]).toEqual(['Allow', 'Deny', allowed.Action]);
    expect(JSON.stringify(refused.Condition.ArnEquals)).toContain(':function:eks-runbook-daily-morning');
  });

  it('use given security groups instead of one of their own', () => {
    const network = {
      vpcId: 'vpc-0123456789abcdef0',
      subnetIds: ['subnet-0123456789abcdef1'],
      securityGroupIds: ['sg-0123456789abcdef0'],
    };
    const template = synthesizeRunbook({ deployment: { network } });
    template.resourceCountIs('AWS::EC2::SecurityGroup', 0);
    expect(propertiesOf(template, 'daily-morning').VpcConfig.SecurityGroupIds).toEqual(['sg-0123456789abcdef0']);
  });
});
