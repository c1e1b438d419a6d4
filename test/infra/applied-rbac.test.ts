import { expect, it } from 'vitest';
import { synthesize } from './synthesize.ts';

const stackName = 'eks-runbook-access-ecommerce-production';
const appliedIn = (deployment: object) => {
  const template = synthesize({ deployment: { ...deployment } }).templates[stackName];
  if (!template) throw new Error(`no stack ${stackName}`);
  return template;
};

it('the RBAC manifest is left to be applied by hand', () => {
  const template = appliedIn({});
  for (const type of ['AWS::Lambda::Function', 'Custom::EksRunbookRbac']) {
    expect(template.findResources(type)).toEqual({});
  }
});

it('when asked, the stack applies it, by a function that administers this cluster and may do nothing else', () => {
  const template = appliedIn({ applyRbac: true });
  template.hasResourceProperties('AWS::Lambda::Function', {
    FunctionName: 'eks-runbook-apply-rbac-ecommerce-production',
    Runtime: 'nodejs24.x',
  });
  const roles = Object.values(template.findResources('AWS::IAM::Role')).map(({ Properties }) => Properties);
  const actions = roles.flatMap(({ Policies }) => Policies[0].PolicyDocument.Statement).flatMap(({ Action }) => Action);
  expect(actions).toEqual(['eks:DescribeCluster', 'logs:CreateLogStream', 'logs:PutLogEvents']);

  const entries = Object.values(template.findResources('AWS::EKS::AccessEntry')).map(({ Properties }) => Properties);
  expect(entries.flatMap(({ AccessPolicies = [] }) => AccessPolicies)).toEqual([
    {
      AccessScope: { Type: 'cluster' },
      PolicyArn: {
        'Fn::Join': [
          '',
          ['arn:', { Ref: 'AWS::Partition' }, ':eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy'],
        ],
      },
    },
  ]);
  const [applied] = Object.values(template.findResources('Custom::EksRunbookRbac'));
  expect(applied?.Properties).toMatchObject({
    Cluster: 'ecommerce-production',
    Digest: expect.stringMatching(/^\w{64}$/),
  });
  expect(applied?.DependsOn).toEqual([expect.stringMatching(/^RbacEntry/)]);
});

it('another manifest is another digest, so that CloudFormation applies it', () => {
  const digestOf = (sections: object) => {
    const { templates } = synthesize({ deployment: { applyRbac: true }, configs: [{ ...sections }] });
    return Object.values(templates[stackName]?.findResources('Custom::EksRunbookRbac') ?? {})[0]?.Properties.Digest;
  };
  expect(digestOf({})).toBe(digestOf({}));
  expect(digestOf({})).not.toBe(
    digestOf({ checks: { 'jobs/succeeded': { enabled: false }, 'jobs/finish-in-time': { enabled: false } } }),
  );
});
