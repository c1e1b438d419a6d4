import { describe, expect, it } from 'vitest';
import { type Synthesis, synthesize, synthesizeRunbook } from './synthesize.ts';

interface Statement {
  readonly Sid: string;
  readonly Action: string | readonly string[];
  readonly Resource: Arn | readonly Arn[];
}

type Arn = string | { readonly 'Fn::Join': readonly [string, readonly (string | object)[]] };

/** What the function of a window may ask AWS, beside the cluster: actions, and ARNs without their account. */
function askedBy(window: string, synthesis: Synthesis = {}) {
  const roles = synthesizeRunbook(synthesis).findResources('AWS::IAM::Role', {
    Properties: { RoleName: `eks-runbook-${window}` },
  });
  const statements: Statement[] = Object.values(roles)[0]?.Properties.Policies[0].PolicyDocument.Statement;
  return statements
    .filter(({ Sid }) => Sid.startsWith('AskAws'))
    .map(({ Action, Resource }) => [[Action].flat(), [Resource].flat().map(flat)]);
}

function flat(arn: Arn): string {
  if (typeof arn === 'string') return arn;
  return arn['Fn::Join'][1].map((part) => (typeof part === 'string' ? part : 'ACCOUNT')).join('');
}

const cluster = 'arn:aws:eks:eu-west-1:ACCOUNT:cluster/ecommerce-production';
const entries = 'arn:aws:eks:eu-west-1:ACCOUNT:access-entry/ecommerce-production/*';

describe('what a function may ask AWS', () => {
  it('is what its sources declare, on the cluster and on the registry that images may come from', () => {
    expect(askedBy('daily-afternoon')).toEqual([
      [['ecr:DescribeImageScanFindings'], ['arn:aws:ecr:eu-west-1:111122223333:repository/*']],
      [['eks:DescribeAccessEntry', 'eks:ListAssociatedAccessPolicies'], [entries]],
      [['eks:ListAccessEntries'], [cluster]],
      [['inspector2:ListFindings'], ['*']],
    ]);
  });

  it('is nothing where its checks ask nothing, or are switched off', () => {
    expect(askedBy('daily-morning')).toEqual([]);
    expect(askedBy('daily-evening')).toEqual([]);
    const checks = { 'access/capabilities': { enabled: false }, 'images/registry-scans': { enabled: false } };
    expect(askedBy('daily-afternoon', { configs: [{ checks }] })).toEqual([]);
  });

  it('names the vaults and databases of the configuration', () => {
    const aws = { vaults: ['shop', 'shop-far'], rdsInstances: ['orders'] };
    expect(askedBy('daily-evening', { configs: [{ backups: { aws } }] })).toEqual([
      [['backup:ListBackupJobs'], ['*']],
      [
        ['backup:ListRecoveryPointsByBackupVault'],
        ['shop', 'shop-far'].map((name) => `arn:aws:backup:eu-west-1:ACCOUNT:backup-vault:${name}`),
      ],
      [['rds:DescribeDBInstances'], ['arn:aws:rds:eu-west-1:ACCOUNT:db:orders']],
      [
        ['rds:DescribeDBSnapshots'],
        ['arn:aws:rds:eu-west-1:ACCOUNT:db:orders', 'arn:aws:rds:eu-west-1:ACCOUNT:snapshot:*'],
      ],
    ]);
  });

  it('is narrowed to the paths of registries, and every repository of the account without any', () => {
    const repositories = (allowedRegistries: string[]) =>
      askedBy('daily-afternoon', { configs: [{ images: { allowedRegistries } }] })[0]?.[1];
    expect(repositories(['quay.io', '111122223333.dkr.ecr.us-east-1.amazonaws.com/shop/'])).toEqual([
      'arn:aws:ecr:us-east-1:111122223333:repository/shop',
      'arn:aws:ecr:us-east-1:111122223333:repository/shop/*',
    ]);
    expect(repositories([])).toEqual(['arn:aws:ecr:eu-west-1:ACCOUNT:repository/*']);
  });

  it('is for the role there to have, of a cluster in another account', () => {
    const cluster = { name: 'shop', region: 'eu-west-1', roleArn: 'arn:aws:iam::111122223333:role/looker' };
    expect(askedBy('daily-afternoon', { configs: [{ cluster }] })).toEqual([]);
  });

  it('passes the rules of AwsSolutions, wildcards with their reasons', () => {
    const aws = { vaults: ['shop'], resourceArns: ['arn:aws:s3:::carts'], rdsInstances: ['orders'] };
    const images = { allowedRegistries: ['111122223333.dkr.ecr.eu-west-1.amazonaws.com/shop'] };
    expect(() => synthesize({ configs: [{ backups: { aws }, images }], isValidated: true })).not.toThrow();
  });
});
