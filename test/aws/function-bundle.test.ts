import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { beforeAll, expect, inject, it, onTestFinished } from 'vitest';
import { loadSnapshot } from '#lib/cluster/embedded/load-snapshot.ts';
import { serveSnapshot } from '#lib/cluster/embedded/serve-snapshot.ts';
import type { Snapshot } from '#lib/cluster/embedded/snapshot.ts';
import { describedCluster, startFakeAws } from '../eks/fake-aws.ts';
import { makeScratchFolder } from '../support/scratch-folder.ts';
import { createTable } from './support/create-table.ts';
import { installRuntimeClient } from './support/install.ts';
import { startLambda } from './support/lambda-runtime.ts';

const scheduled = { scheduledAt: '2026-03-02T07:00:00Z', cluster: 'ecommerce-production' };
const published = '<PublishResponse><PublishResult><MessageId>1</MessageId></PublishResult></PublishResponse>';

beforeAll(async () => {
  await installRuntimeClient();
}, 600_000);

/** The bundle of `daily-morning` under Lambda's runtime, with Amazon's DynamoDB Local, and EKS and SNS of our own. */
async function startBundle(tableName: string, snapshot: Snapshot, timeoutMs = 60_000) {
  const folder = makeScratchFolder();
  await promisify(execFile)(process.execPath, ['scripts/build-functions.ts', folder.path, 'daily-morning']);
  const cluster = await serveSnapshot(snapshot);
  const { calls, url } = await startFakeAws(({ line }) =>
    line.startsWith('GET /clusters/') ? describedCluster(cluster.url) : { body: published },
  );
  await createTable(inject('dynamodbLocal'), tableName);
  const lambda = await startLambda({
    folder: `${folder.path}/daily-morning`,
    timeoutMs,
    environment: {
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
      AWS_ENDPOINT_URL: url,
      AWS_ENDPOINT_URL_DYNAMODB: inject('dynamodbLocal'),
      TABLE_NAME: tableName,
      TOPIC_ARN: 'arn:aws:sns:us-east-1:000000000000:reports',
      CONFIG: 'runbook.json',
    },
  });
  onTestFinished(async () => {
    await lambda.stop();
    await cluster.close();
  });
  return { lambda, calls };
}

const logLines = (log: string) =>
  log.split('\n').flatMap((line): Record<string, unknown>[] => (line.startsWith('{') ? [JSON.parse(line)] : []));

it('runs, keeps, tells, logs and measures; a second delivery does nothing', async () => {
  const { lambda, calls } = await startBundle('bundle-runs', await loadSnapshot('example'));
  const first = await lambda.invoke(scheduled);
  expect(first).toMatchObject({ isError: false, payload: { status: 'failed', isKept: true, isTold: true } });
  expect(await lambda.invoke(scheduled)).toMatchObject({ payload: { isRepeat: true, isTold: false } });
  expect(calls.filter(({ form }) => form.get('Action') === 'Publish')).toHaveLength(1);

  const lines = logLines(lambda.log());
  const done = lines.filter(({ message }) => message === 'the run is done');
  const runId = 'daily-morning.ecommerce-production.20260302T070000Z';
  expect(done).toMatchObject([
    {
      level: 'INFO',
      correlation_id: runId,
      window: 'daily-morning',
      cluster: 'ecommerce-production',
      cold_start: true,
    },
    { correlation_id: runId, isRepeat: true, cold_start: false },
  ]);
  const measured = lines.filter((line) => '_aws' in line);
  expect(measured).toMatchObject([
    { service: 'daily-morning', cluster: 'ecommerce-production', RunsDone: 1, UnknownChecks: 0 },
  ]);
  expect(lambda.initMs()).toBeLessThan(5000);
});

it('keeps what it saw when Lambda is about to end it', async () => {
  const healthy = await loadSnapshot('healthy');
  const serviceAnswers = healthy.serviceAnswers.map((answer) => ({ ...answer, delayMs: 60_000 }));
  const { lambda } = await startBundle('bundle-timeout', { ...healthy, serviceAnswers }, 4000);
  const { payload, durationMs } = await lambda.invoke(scheduled);
  expect(payload).toMatchObject({ status: 'unknown', isKept: true, isTold: true });
  expect(durationMs - lambda.initMs()).toBeLessThan(4000);
});

it('refuses a bad event and an environment that is not right with their messages', async () => {
  const { lambda } = await startBundle('bundle-events', await loadSnapshot('healthy'));
  expect(await lambda.invoke({ onlyy: [] })).toMatchObject({
    isError: true,
    payload: {
      errorType: 'UsageError',
      errorMessage: expect.stringContaining('the event is not right (Unrecognized key: "onlyy"); send {} or'),
    },
  });
});
