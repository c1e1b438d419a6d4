import { execFile } from 'node:child_process';
import { STSClient } from '@aws-sdk/client-sts';
import { beforeAll, expect, it } from 'vitest';
import { signEksToken } from '#lib/cluster/eks/token.ts';
import { buildTokenVerifier } from './support/install.ts';

let verifier: string;
beforeAll(async () => {
  verifier = await buildTokenVerifier();
}, 300_000);

const role = 'arn:aws:sts::111122223333:assumed-role/daily-morning/run';
const credentials = { accessKeyId: 'test', secretAccessKey: 'test-secret' };

/** What aws-iam-authenticator says of a token for the cluster `shop`. */
async function verify(token: string, cluster: string, partition: string, region: string): Promise<string> {
  const { promise, resolve } = Promise.withResolvers<string>();
  const program = execFile(verifier, [cluster, partition, region], (_, stdout) => resolve(stdout.trim()));
  program.stdin?.end(token);
  return promise;
}

it.each([
  ['aws', 'eu-west-1', {}],
  ['aws', 'us-east-1', { sessionToken: 'a+session/token==' }],
  ['aws-cn', 'cn-north-1', { sessionToken: 'x'.repeat(2600) }],
  ['aws-us-gov', 'us-gov-west-1', {}],
])('aws-iam-authenticator takes the token in %s, %s', async (partition, region, session) => {
  const sts = new STSClient({ region, credentials: { ...credentials, ...session } });
  expect(await verify(await signEksToken(sts, 'shop', new Date()), 'shop', partition, region)).toBe(role);
});

it.each([
  ['of another cluster', 0, 'other', /SignatureDoesNotMatch/],
  ['16 minutes old', -16, 'shop', /X-Amz-Date parameter is expired/],
])('aws-iam-authenticator refuses a token %s', async (_, minutes, cluster, refusal) => {
  const sts = new STSClient({ region: 'eu-west-1', credentials });
  const token = await signEksToken(sts, 'shop', new Date(Date.now() + minutes * 60_000));
  expect(await verify(token, cluster, 'aws', 'eu-west-1')).toMatch(refusal);
});
