import { describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { partitionOf } from '#lib/cluster/aws/aws-permission.ts';
import { openShell } from '../support/command-line.ts';

const cluster = 'arn:aws:eks:eu-west-1:ACCOUNT:cluster/ecommerce-production';

describe('runbook permissions', () => {
  it('prints a manifest, with what is asked of AWS in comments', async () => {
    const { exitCode, stdout } = await openShell().run('permissions', '--window', 'daily-afternoon');
    expect(exitCode).toBe(0);
    const [first, ...comments] = stdout.split('\n').filter((line) => line.startsWith('#'));
    expect(first).toBe('# In AWS, daily-afternoon asks besides:');
    expect(comments).toContain(`#   eks:ListAccessEntries on ${cluster}`);
    const objects = parseAllDocuments(stdout).map((document) => document.toJS());
    expect(objects.length).toBeGreaterThan(1);
    for (const { kind } of objects) expect(kind).toMatch(/^(Cluster)?Role(Binding)?$/);
  });

  it('prints an IAM policy with --aws, each action once, those on the same together', async () => {
    const { stdout } = await openShell().run('permissions', '--aws');
    const { Version, Statement } = JSON.parse(stdout);
    expect(Version).toBe('2012-10-17');
    expect(Statement).toContainEqual({
      Effect: 'Allow',
      Action: ['eks:DescribeCluster', 'eks:ListAccessEntries', 'eks:ListPodIdentityAssociations'],
      Resource: [cluster],
    });
    const actions = Statement.flatMap(({ Action }: { Action: string[] }) => Action);
    expect(new Set(actions).size).toBe(actions.length);
  });

  it('says where AWS is asked nothing', async () => {
    expect(await openShell().run('permissions', '--aws', '--window', 'daily-morning')).toEqual({
      exitCode: 0,
      stdout: '',
      stderr: 'runbook: these checks ask AWS nothing\n',
    });
  });

  it.each([
    ['eu-west-1', 'aws'],
    ['cn-north-1', 'aws-cn'],
    ['us-gov-west-1', 'aws-us-gov'],
  ])('knows the partition of %s', (region, partition) => {
    expect(partitionOf(region)).toBe(partition);
  });
});
