import { describe, expect, it } from 'vitest';
import { UsageError } from '#lib/config/usage-error.ts';
import { readDeployment } from '#lib/infra/deployment.ts';
import { makeScratchFolder } from '../support/scratch-folder.ts';

const now = new Date('2026-03-01T00:00:00Z');
const minimal = (name: string, more = '') =>
  `schemaVersion: 1\ncluster: { name: ${name} }\nnamespaces: [shop]\n${more}`;

/** Reads a deployment from configuration files given by name. */
function read(context: unknown, files: Readonly<Record<string, string>>) {
  const folder = makeScratchFolder();
  for (const [name, text] of Object.entries(files)) folder.write(name, text);
  return readDeployment(context, folder.path, now);
}

describe('the deployment', () => {
  it('is the shipped one where cdk.json says nothing', () => {
    const { clusters, ...options } = read(undefined, { 'runbook.yaml': minimal('shop') });
    expect(options).toEqual({ stackName: 'eks-runbook', reserveConcurrency: true, tags: {} });
    expect(clusters.map(({ name, roleArn }) => [name, roleArn])).toEqual([['shop', undefined]]);
  });

  it('is in the region of the first cluster, or in the one that is written', () => {
    const files = { 'runbook.yaml': 'schemaVersion: 1\ncluster: { name: a, region: eu-west-1 }\nnamespaces: [a]\n' };
    expect(read({}, files).region).toBe('eu-west-1');
    expect(read({ region: 'us-east-1' }, files).region).toBe('us-east-1');
  });

  it.each([
    [
      'every mistake in cdk.json at once',
      { stackName: 'Ops', network: { vpcId: 'vpc-1', subnetIds: [] }, reportTopicArn: 'reports', vpc: 'x' },
      { 'runbook.yaml': minimal('shop') },
      /^cdk\.json: the context is not right:\n {2}eks-runbook\.stackName: a stack name: .*\n {2}eks-runbook\.network\.vpcId: an id such as vpc-.*\n {2}eks-runbook\.network\.subnetIds: .*\n {2}eks-runbook\.reportTopicArn: an ARN of sns\n {2}eks-runbook: .*"vpc"$/,
    ],
    [
      'a mistake in a configuration, with its place',
      { configs: ['shop.yaml'] },
      { 'shop.yaml': minimal('shop', 'timezone: UTC\n') },
      /^the configuration is not right:\nshop\.yaml:4:1.*timezone/,
    ],
    [
      'a file that is not there',
      { configs: ['none.yaml'] },
      {},
      /^the configuration is not right:\nnone\.yaml.*no such file/,
    ],
    [
      'one cluster twice',
      { configs: ['a.yaml', 'b.yaml'] },
      { 'a.yaml': minimal('shop'), 'b.yaml': minimal('shop') },
      'cluster shop is in two configuration files; keep one of them in cdk.json (configs)',
    ],
    [
      'a role for a cluster that is not there',
      { clusterRoles: { shpo: 'arn:aws:iam::111122223333:role/looker' } },
      { 'runbook.yaml': minimal('shop') },
      'cdk.json: clusterRoles names shpo, but configs have shop; write one of them',
    ],
    [
      'a name that no EKS cluster has',
      {},
      { 'runbook.yaml': minimal('shop.eu') },
      /cluster\.name "shop\.eu" cannot be an EKS cluster: .*aws eks list-clusters/,
    ],
    [
      'a window in the hour that spring skips',
      {},
      {
        'runbook.yaml': minimal(
          'shop',
          'timeZone: Europe/Berlin\nwindows: { daily-morning: { schedule: 30 2 * * * } }\n',
        ),
      },
      /daily-morning\.schedule.*cannot run between 01:00 and 03:00 in Europe\/Berlin/,
    ],
    [
      'an e-mail address with a typo',
      {},
      { 'runbook.yaml': minimal('shop', 'channels: { email: ops@example }\n') },
      /channels\.email/,
    ],
  ])('refuses %s', (_name, context, files, message) => {
    const attempt = () => read(context, files);
    expect(attempt).toThrow(UsageError);
    expect(attempt).toThrow(message);
  });
});
