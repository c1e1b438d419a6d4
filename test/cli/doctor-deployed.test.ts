import { describe, expect, it } from 'vitest';
import { loadSnapshot } from '#lib/cluster/embedded/load-snapshot.ts';
import { serveSnapshot } from '#lib/cluster/embedded/serve-snapshot.ts';
import { type AwsAnswer, describedCluster, startFakeAws } from '../eks/fake-aws.ts';
import { openShell } from '../support/command-line.ts';
import { type Answers, answerWith, describedStack, jsonError, topicArn, xml, xmlError } from './fake-stack.ts';

const keys = (hash: string, range: string) => [
  { AttributeName: hash, KeyType: 'HASH' },
  { AttributeName: range, KeyType: 'RANGE' },
];
const index = {
  IndexName: 'gsi1',
  KeySchema: keys('gsi1pk', 'gsi1sk'),
  Projection: { ProjectionType: 'ALL' },
  IndexStatus: 'ACTIVE',
};
const table = {
  TableStatus: 'ACTIVE',
  DeletionProtectionEnabled: true,
  KeySchema: keys('pk', 'sk'),
  GlobalSecondaryIndexes: [index],
};
const tableWith = (tweak: object): AwsAnswer => ({ body: { Table: { ...table, ...tweak } } });
const recovery = (status: string): AwsAnswer => ({
  body: {
    ContinuousBackupsDescription: {
      ContinuousBackupsStatus: 'ENABLED',
      PointInTimeRecoveryDescription: { PointInTimeRecoveryStatus: status },
    },
  },
});
const expiry = (description: object): AwsAnswer => ({ body: { TimeToLiveDescription: description } });

const topic = (attributes: Record<string, string>) => {
  const entries = Object.entries(attributes).map(
    ([key, value]) => `<entry><key>${key}</key><value>${value}</value></entry>`,
  );
  return xml('GetTopicAttributes', `<Attributes>${entries.join('')}</Attributes>`);
};
const subscriptions = (...arns: string[]) => {
  const members = arns.map(
    (arn, index) =>
      `<member><SubscriptionArn>${arn}</SubscriptionArn><Protocol>email</Protocol><Endpoint>ops${index}@example.com</Endpoint></member>`,
  );
  return xml('ListSubscriptionsByTopic', `<Subscriptions>${members.join('')}</Subscriptions>`);
};
const confirmed = `${topicArn('reports')}:1`;

const healthy: Answers = {
  DescribeStacks: describedStack(),
  DescribeTable: tableWith({}),
  DescribeContinuousBackups: recovery('ENABLED'),
  DescribeTimeToLive: expiry({ TimeToLiveStatus: 'ENABLED', AttributeName: 'expiresAt' }),
  GetTopicAttributes: topic({ KmsMasterKeyId: 'key' }),
  ListSubscriptionsByTopic: subscriptions(confirmed),
};

const deployedParts = new Set(['stack', 'table', 'reports', 'alarms']);

/** The diagnoses of the deployed parts, the cluster being well. */
async function examine(answers: Answers) {
  const server = await serveSnapshot(await loadSnapshot('healthy'));
  const { calls } = await startFakeAws((call) =>
    call.line.startsWith('GET /clusters/')
      ? describedCluster(server.url)
      : answerWith({ ...healthy, ...answers })(call),
  );
  try {
    const { stdout, exitCode } = await openShell().run(
      'doctor',
      '--stack',
      'ops',
      '--window',
      'daily-evening',
      '--output',
      'json',
    );
    const { diagnoses } = JSON.parse(stdout) as { diagnoses: { id: string; status: string }[] };
    const of = (id: string) => diagnoses.find((one) => one.id === id);
    return {
      of,
      exitCode,
      statuses: diagnoses.filter(({ id }) => deployedParts.has(id)).map(({ id, status }) => `${id} ${status}`),
      calls,
    };
  } finally {
    await server.close();
  }
}

describe('runbook doctor --stack', () => {
  it('finds all well: the table, the topics and who hears of it', async () => {
    const { of, statuses, exitCode } = await examine({});
    expect(of('address')).toMatchObject({ status: 'ok', seen: expect.stringMatching(/^ecommerce-production is at /) });
    expect(statuses).toEqual(['stack ok', 'table ok', 'reports ok', 'alarms ok']);
    expect(of('stack')).toMatchObject({ seen: 'ops in eu-west-1, UPDATE_COMPLETE' });
    expect(of('table')).toMatchObject({ seen: 'runs is active and as defined, can be recovered, and forgets in time' });
    expect(of('reports')).toMatchObject({ seen: 'reports is encrypted and heard by 1 subscription, all confirmed' });
    expect(exitCode).toBe(0);
  });

  it('says what to do about a stack that is not there, and does not try its parts', async () => {
    const { of, statuses, exitCode } = await examine({
      DescribeStacks: xmlError(400, 'ValidationError', 'Stack with id ops does not exist'),
    });
    expect(statuses).toEqual(['stack not-ok', 'table not-tried', 'reports not-tried', 'alarms not-tried']);
    expect(of('stack')).toMatchObject({
      seen: expect.stringMatching(/^there is no stack ops in eu-west-1; name another/),
    });
    expect(exitCode).toBe(1);
  });

  it.each([
    ['UPDATE_ROLLBACK_COMPLETE', 'ok'],
    ['UPDATE_IN_PROGRESS', 'ok'],
    ['ROLLBACK_COMPLETE', 'not-ok'],
  ])('of a stack that is %s says that it is %s, and where to look', async (state, status) => {
    const { of } = await examine({ DescribeStacks: describedStack(undefined, state) });
    const command = 'aws cloudformation describe-stack-events --stack-name ops --region eu-west-1';
    expect(of('stack')).toMatchObject({ status, next: { command } });
  });

  it.each<[string, Answers, string, string | undefined]>([
    ['being made', { DescribeTable: tableWith({ TableStatus: 'CREATING' }) }, 'it is CREATING', 'describe-table'],
    [
      'another’s',
      { DescribeTable: tableWith({ KeySchema: keys('id', 'at') }) },
      'its keys are not those of the store',
      undefined,
    ],
    [
      'without its index',
      { DescribeTable: tableWith({ GlobalSecondaryIndexes: [] }) },
      'it has no index gsi1',
      undefined,
    ],
    [
      'with another index',
      {
        DescribeTable: tableWith({
          GlobalSecondaryIndexes: [{ ...index, Projection: { ProjectionType: 'KEYS_ONLY' } }],
        }),
      },
      'its index gsi1 is not that of the store',
      undefined,
    ],
    [
      'with an index being made',
      { DescribeTable: tableWith({ GlobalSecondaryIndexes: [{ ...index, IndexStatus: 'CREATING' }] }) },
      'its index gsi1 is CREATING',
      'describe-table',
    ],
    [
      'without recovery',
      { DescribeContinuousBackups: recovery('DISABLED') },
      'point-in-time recovery is off',
      'update-continuous-backups',
    ],
    ['that keeps all', { DescribeTimeToLive: expiry({}) }, 'time to live is off', 'update-time-to-live'],
    [
      'that forgets by another field',
      { DescribeTimeToLive: expiry({ TimeToLiveStatus: 'ENABLED', AttributeName: 'ttl' }) },
      'time to live is by ttl',
      'update-time-to-live',
    ],
    [
      'easy to lose',
      { DescribeTable: tableWith({ DeletionProtectionEnabled: false }) },
      'deletion protection is off',
      'update-table',
    ],
  ])('of a table %s says what to do', async (_case, answers, fault, command) => {
    const { of, statuses } = await examine(answers);
    expect(statuses).toEqual(['stack ok', 'table not-ok', 'reports ok', 'alarms ok']);
    const named = expect.stringMatching(new RegExp(`^aws dynamodb ${command} --table-name runs --region eu-west-1`));
    const next = { text: expect.any(String), ...(command && { command: named }) };
    expect(of('table')).toMatchObject({ seen: `runs: ${fault}`, next });
  });

  it.each<[string, Answers, string, RegExp]>([
    [
      'that nobody hears',
      { ListSubscriptionsByTopic: subscriptions() },
      'nobody hears it',
      /^aws sns subscribe .*ADDRESS$/,
    ],
    [
      'that somebody has not confirmed',
      { ListSubscriptionsByTopic: subscriptions(confirmed, 'PendingConfirmation') },
      '1 of 2 subscriptions not confirmed',
      /^aws sns subscribe .* --protocol email --notification-endpoint ops1@example.com$/,
    ],
    ['in plain text', { GetTopicAttributes: topic({}) }, 'not encrypted', /^aws sns set-topic-attributes /],
  ])('of topics %s says what to do', async (_case, answers, fault, command) => {
    const { of, statuses, exitCode } = await examine(answers);
    expect(statuses).toEqual(['stack ok', 'table ok', 'reports not-ok', 'alarms not-ok']);
    const next = { text: expect.any(String), command: expect.stringMatching(command) };
    expect(of('alarms')).toMatchObject({ seen: `alarms: ${fault}`, next });
    expect(exitCode).toBe(1);
  });

  it('tells a part that is gone from one that it may not see', async () => {
    const { of } = await examine({
      DescribeTable: jsonError(400, 'ResourceNotFoundException', 'Requested resource not found'),
      GetTopicAttributes: xmlError(403, 'AuthorizationError', 'User: ann is not authorized'),
    });
    expect(of('table')).toMatchObject({
      status: 'not-ok',
      seen: 'dynamodb:DescribeTable in eu-west-1: ResourceNotFoundException, Requested resource not found',
      next: { text: 'It was deployed and is gone: see when and by whom in CloudTrail, then deploy again.' },
    });
    expect(of('reports')).toMatchObject({
      status: 'not-ok',
      seen: 'User: ann is not authorized; give this identity sns:GetTopicAttributes, or name another with --profile',
    });
  });
});
