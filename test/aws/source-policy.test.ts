import { CreateAccessEntryCommand, CreateClusterCommand, EKSClient } from '@aws-sdk/client-eks';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { SignatureV4 } from '@smithy/signature-v4';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { openAws } from '#lib/cluster/aws/open-aws.ts';
import { accessEntries } from '#lib/cluster/sources/access-entries.ts';
import { podIdentities } from '#lib/cluster/sources/pod-identities.ts';
import { awsPolicyOf } from '#lib/runbook/aws-policy.ts';
import { weeklySecurity } from '#lib/runbook/weekly-security.ts';
import { loadFrom } from '../aws-sources/load-from.ts';
import { configWith } from '../support/config.ts';
import { emulatorClient } from './support/create-table.ts';
import { type Emulator, startGuardedMinistack } from './support/emulators.ts';
import { region } from './support/signed-call.ts';

const clusterName = 'ecommerce-production';
const policy = awsPolicyOf([weeklySecurity], configWith()) as {
  Statement: { Action: string[]; Resource: string[] }[];
};

let cloud: Emulator;
beforeAll(async () => {
  cloud = await startGuardedMinistack();
  const eks = new EKSClient({ ...emulatorClient(cloud.endpoint), region });
  const tags = { endpoint: 'https://127.0.0.1:1', certificateAuthority: 'none', webhookSecret: 'none' };
  const accessConfig = { bootstrapClusterCreatorAdminPermissions: false, authenticationMode: 'API' } as const;
  await eks.send(
    new CreateClusterCommand({ name: clusterName, roleArn: '', resourcesVpcConfig: {}, accessConfig, tags }),
  );
  const principalArn = 'arn:aws:iam::000000000000:role/ann';
  await eks.send(new CreateAccessEntryCommand({ clusterName, principalArn, kubernetesGroups: ['ops'] }));
  eks.destroy();
});
afterAll(() => cloud?.stop());

/** Calls IAM, whose client the project does not have, as the account's root. */
async function callIam(form: Readonly<Record<string, string>>): Promise<void> {
  const url = new URL(cloud.endpoint);
  const body = new URLSearchParams({ Version: '2010-05-08', ...form }).toString();
  const { credentials, sha256 } = new STSClient(emulatorClient(cloud.endpoint)).config;
  const { headers } = await new SignatureV4({ credentials, region: 'us-east-1', service: 'iam', sha256 }).sign({
    method: 'POST',
    protocol: url.protocol,
    hostname: url.hostname,
    port: Number(url.port),
    path: '/',
    headers: { host: url.host, 'content-type': 'application/x-www-form-urlencoded' },
    body,
  });
  const answer = await fetch(url, { method: 'POST', headers, body });
  if (!answer.ok) throw new Error(`${form['Action']}: ${answer.status} ${await answer.text()}`);
}

/** AWS as a role that has what `runbook permissions --aws` prints, but for one action. */
async function openWithout(name: string, action: string) {
  const trust = { Effect: 'Allow', Principal: { AWS: '*' }, Action: 'sts:AssumeRole' };
  const AssumeRolePolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: [trust] });
  await callIam({ Action: 'CreateRole', RoleName: name, AssumeRolePolicyDocument });
  const Statement = policy.Statement.map((statement) => ({
    ...statement,
    Action: statement.Action.filter((one) => one !== action),
  })).filter(({ Action }) => Action.length > 0);
  const PolicyDocument = JSON.stringify({ ...policy, Statement })
    .replaceAll('ACCOUNT', '000000000000')
    // The emulator takes the cluster for what every action of EKS is on.
    .replaceAll(/:(access-entry|podidentityassociation)\/([^/]+)\/\*/g, ':cluster/$2');
  await callIam({ Action: 'PutRolePolicy', RoleName: name, PolicyName: 'asked', PolicyDocument });
  const sts = new STSClient(emulatorClient(cloud.endpoint));
  const RoleArn = `arn:aws:iam::000000000000:role/${name}`;
  const { Credentials = {} } = await sts.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: 'run' }));
  const {
    AccessKeyId: accessKeyId = '',
    SecretAccessKey: secretAccessKey = '',
    SessionToken: sessionToken = '',
  } = Credentials as { AccessKeyId?: string; SecretAccessKey?: string; SessionToken?: string };
  vi.stubEnv('AWS_ENDPOINT_URL', cloud.endpoint);
  return openAws({ cluster: clusterName, region, credentials: { accessKeyId, secretAccessKey, sessionToken } });
}

it('the policy that is printed is enough', async () => {
  const aws = await openWithout('all', 'none');
  expect(await loadFrom(accessEntries, aws)).toMatchObject({ status: 'read', entries: [{ groups: ['ops'] }] });
  expect(await loadFrom(podIdentities, aws)).toMatchObject({ isRead: true });
});

it.each([
  'eks:DescribeCluster',
  'eks:ListAccessEntries',
  'eks:DescribeAccessEntry',
  'eks:ListAssociatedAccessPolicies',
])('and nothing of it is spare: without %s the access entries are not read, and it is named', async (action) => {
  const aws = await openWithout(`without-${action.slice(4)}`, action);
  const read = await loadFrom(accessEntries, aws);
  expect(read).toMatchObject({ status: 'failed', reason: expect.stringContaining(`give this identity ${action}`) });
});
