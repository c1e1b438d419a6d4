import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { allWindows } from '#lib/runbook/registry.ts';
import { synthesizeRunbook } from './synthesize.ts';

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
    expect(names.toSorted()).toEqual(expected.toSorted());
  });

  it('run on Node 24 and arm64, each failed event kept after two more tries', () => {
    const template = synthesizeRunbook();
    const count = Object.keys(template.findResources('AWS::Lambda::Function')).length;
    const onArm = { Runtime: 'nodejs24.x', Architectures: ['arm64'], Handler: 'index.handler' };
    template.resourcePropertiesCountIs('AWS::Lambda::Function', onArm, count);
    const tries = { MaximumRetryAttempts: 2, MaximumEventAgeInSeconds: 3600, Qualifier: '$LATEST' };
    template.resourcePropertiesCountIs('AWS::Lambda::EventInvokeConfig', tries, count);
    template.resourcePropertiesCountIs('AWS::Logs::LogGroup', { RetentionInDays: 90 }, count);
  });

  it('know all clusters, and their own role for one in another account', () => {
    const template = synthesizeRunbook({
      deployment: { clusterRoles: { shop: 'arn:aws:iam::111122223333:role/looker' } },
      configs: [{}, { cluster: { name: 'shop' } }],
    });
    expect(propertiesOf(template, 'daily-morning').Environment.Variables).toMatchObject({
      CONFIG: 'ecommerce-production.yaml,shop.yaml',
      CLUSTER_ROLES: 'shop=arn:aws:iam::111122223333:role/looker',
    });
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

  it('join the given network, and may not use its rights from their code', () => {
    const template = synthesizeRunbook({
      deployment: { network: { vpcId: 'vpc-1', subnetIds: ['subnet-1', 'subnet-2'] } },
    });
    const [groupId] = Object.keys(template.findResources('AWS::EC2::SecurityGroup'));
    expect(propertiesOf(template, 'daily-morning').VpcConfig).toEqual({
      SubnetIds: ['subnet-1', 'subnet-2'],
      SecurityGroupIds: [{ 'Fn::GetAtt': [groupId, 'GroupId'] }],
    });
    template.hasResourceProperties('AWS::EC2::SecurityGroup', {
      VpcId: 'vpc-1',
      SecurityGroupEgress: [{ CidrIp: '0.0.0.0/0', FromPort: 443, ToPort: 443, IpProtocol: 'tcp' }],
    });
    const roles = template.findResources('AWS::IAM::Role', { Properties: { RoleName: 'eks-runbook-daily-morning' } });
    const [, , allowed, refused] = Object.values(roles)[0]?.Properties.Policies[1].PolicyDocument.Statement ?? [];
    expect([allowed.Effect, refused.Effect, refused.Action]).toEqual(['Allow', 'Deny', allowed.Action]);
    expect(JSON.stringify(refused.Condition.ArnEquals)).toContain(':function:eks-runbook-daily-morning');
  });

  it('use given security groups instead of one of their own', () => {
    const network = { vpcId: 'vpc-1', subnetIds: ['subnet-1'], securityGroupIds: ['sg-1'] };
    const template = synthesizeRunbook({ deployment: { network } });
    template.resourceCountIs('AWS::EC2::SecurityGroup', 0);
    expect(propertiesOf(template, 'daily-morning').VpcConfig.SecurityGroupIds).toEqual(['sg-1']);
  });
});
