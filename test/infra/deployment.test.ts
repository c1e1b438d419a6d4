import { describe, expect, it } from 'vitest';
import { UsageError } from '#lib/config/usage-error.ts';
import { readDeployment } from '#lib/infra/deployment.ts';
import { makeScratchFolder } from '../support/scratch-folder.ts';

const now = new Date('2026-03-01T00:00:00Z');
const minimal = (name: string, more = '') =>
  `schemaVersion: 1\ncluster: { name: ${name} }\nnamespaces: [shop]\n${more}`;

const delivery = `channels: { pagerduty: A }
contacts: [{ id: primary, name: A }]
escalation:
  levels: [{ name: A, contact: primary, respondMinutes: 15, escalateMinutes: 30, channels: [pagerduty] }]
  delivery: { pagerdutyRoutingKey: 'env:KEY', pagerdutyWebhookSecret: 'secretsmanager:arn:aws:x', slackWebhook: 'file:/hook', emailTopicArn: mail }
`;

/** Reads a deployment from configuration files given by name. */
function read(context: unknown, files: Readonly<Record<string, string>>) {
  const folder = makeScratchFolder();
  for (const [name, text] of Object.entries(files)) folder.write(name, text);
  return readDeployment(context, folder.path, now);
}

describe('the deployment', () => {
  it('is the shipped one where cdk.json says nothing', () => {
    const { clusters, ...options } = read(undefined, { 'runbook.yaml': minimal('shop') });
    expect(options).toEqual({
      stackName: 'eks-runbook',
      otherKeyArns: [],
      reserveConcurrency: true,
      applyRbac: false,
      emergencyAlarms: {},
      tags: {},
    });
    expect(clusters.map(({ name }) => name)).toEqual(['shop']);
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
      'secrets that are only on the machine at hand, and what is no name or topic, each with what to write',
      {},
      { 'runbook.yaml': minimal('shop', delivery) },
      /runbook\.yaml cannot be deployed:\n {2}escalation\.delivery\.pagerdutyRoutingKey: env:KEY is not there for the functions; put the secret into the Parameter Store and write ssm:NAME, or into Secrets Manager and write secretsmanager:NAME\n {2}escalation\.delivery\.pagerdutyWebhookSecret: secretsmanager:arn:aws:x has no name that can be granted; .*no ARN\n {2}escalation\.delivery\.slackWebhook: file:\/hook is not there for the functions; .*\n {2}escalation\.delivery\.emailTopicArn: expected an ARN of sns, found "mail"$/,
    ],
    [
      'an alarm of a cluster that is not there',
      { emergencyAlarms: { 'arn:aws:cloudwatch:eu-west-1:111122223333:alarm:a': 'shpo' } },
      { 'runbook.yaml': minimal('shop') },
      'cdk.json: emergencyAlarms.arn:aws:cloudwatch:eu-west-1:111122223333:alarm:a names shpo, but configs have shop; write one of them',
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
