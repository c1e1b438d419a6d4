import { describe, expect, it, vi } from 'vitest';
import { followLog } from '#lib/cli/deployed/follow-log.ts';
import { findStack } from '#lib/cli/deployed/stack.ts';
import { type AwsCall, startFakeAws } from '../eks/fake-aws.ts';
import { openShell } from '../support/command-line.ts';
import { type Answers, answerWith, describedStack, jsonError, listedFunctions, operationOf } from './fake-stack.ts';

const functionName = 'ops-daily-morning';
const summary = {
  window: 'daily-morning',
  cluster: 'shop',
  status: 'failed',
  severities: { critical: 1, warning: 1, info: 0 },
  appeared: 2,
  resolved: 0,
  checks: 31,
  unknown: 2,
};

/** The event that a call gives to the function. */
const eventOf = ({ form }: AwsCall) => JSON.parse([...form.keys()][0] ?? '') as Record<string, unknown>;

/** What Powertools writes of the run that was invoked. */
function logged(calls: readonly AwsCall[], record: object, window = 'daily-morning') {
  const invoked = calls.find((call) => operationOf(call) === 'Invoke');
  const time = String(invoked && eventOf(invoked)['scheduledAt'])
    .replaceAll(/[-:.]/g, '')
    .replace('000Z', 'Z');
  return JSON.stringify({
    level: 'INFO',
    message: 'the run is done',
    timestamp: '2026-03-02T07:00:02.123Z',
    service: 'eks-runbook',
    correlation_id: `${window}.shop.${time}`,
    cold_start: true,
    startedAt: '2026-03-02T07:00:00.000Z',
    ...record,
  });
}

const failing = (errorType: string, errorMessage: string) => ({
  body: { errorType, errorMessage },
  headers: { 'x-amz-function-error': 'Unhandled' },
});

async function invoke(answers: Answers, ...args: string[]) {
  const { calls } = await startFakeAws((call) => {
    const deployed = {
      DescribeStacks: describedStack(),
      ListStackResources: listedFunctions('ops-sweep', functionName),
    };
    const messages = [logged(calls, { status: 'failed' }), logged(calls, {}, 'emergency'), 'START RequestId: 1'];
    const events = messages.map((message, index) => ({ eventId: String(index), message }));
    return answerWith({ ...deployed, FilterLogEvents: { body: { events } }, ...answers })(call);
  });
  const ended = await openShell().run('invoke', 'daily-morning', '--stack', 'ops', ...args);
  return { ...ended, calls };
}

describe('runbook invoke', () => {
  it('gives the function what was asked, and shows the summary of a dry run', async () => {
    const only = 'nodes/ready,pods/ready';
    const asked = ['--dry-run', '--cluster', 'shop', '--only', only];
    const { calls, ...ended } = await invoke({ Invoke: { body: summary } }, ...asked);
    expect(ended).toEqual({
      exitCode: 1,
      stdout:
        'FAILED  daily-morning on shop\n1 critical, 1 warning, 0 info, from 31 checks; 2 new, 0 resolved, 2 could not look\nA dry run: nothing was kept, nobody was told.\n',
      stderr: `${functionName} in eu-west-1 has been started\n08:00:02 INFO the run is done status=failed\n`,
    });
    const invoked = calls.filter((call) => operationOf(call) === 'Invoke');
    expect(invoked.map(({ line }) => line)).toEqual([`POST /2015-03-31/functions/${functionName}/invocations`]);
    const at = expect.stringMatching(/^\d{4}-.*Z$/);
    expect(invoked.map(eventOf)).toEqual([{ dryRun: true, only: only.split(','), cluster: 'shop', scheduledAt: at }]);
  });

  it('stands for the run that was expected at another time', async () => {
    const at = '2026-03-02T07:00:00.000Z';
    const { calls, stderr } = await invoke({ Invoke: { body: summary } }, '--dry-run', '--scheduled-at', at);
    const invoked = calls.filter((call) => operationOf(call) === 'Invoke');
    expect(invoked.map((call) => eventOf(call)['scheduledAt'])).toEqual([at]);
    expect(stderr).toContain('INFO the run is done');
  });

  it('gives the summary as JSON', async () => {
    const { stdout } = await invoke({ Invoke: { body: summary } }, '--dry-run', '--output', 'json');
    expect(JSON.parse(stdout)).toEqual(summary);
  });

  it.each([
    [
      'what the function refuses',
      failing('UsageError', 'no cluster other; this function looks at shop'),
      64,
      `runbook: ${functionName} refuses: no cluster other; this function looks at shop`,
    ],
    [
      'a function that fails',
      failing('Sandbox.Timedout', 'Task timed out after 60.00 seconds'),
      70,
      `runbook: ${functionName} failed: Task timed out after 60.00 seconds (Sandbox.Timedout); its log: aws logs tail /aws/lambda/${functionName} --since 30m`,
    ],
    [
      'a function that is busy',
      jsonError(429, 'TooManyRequestsException', 'Rate Exceeded.'),
      64,
      `runbook: ${functionName} is busy with another run (Rate Exceeded.); try again when that has ended`,
    ],
    [
      'a right that is missing',
      jsonError(403, 'AccessDeniedException', 'User: ann is not authorized'),
      64,
      'runbook: User: ann is not authorized; give this identity lambda:InvokeFunction, or name another with --profile',
    ],
  ])('tells %s, and does not try again', async (_case, answer, code, message) => {
    const { exitCode, stdout, stderr, calls } = await invoke({ Invoke: answer });
    expect(stderr.trimEnd().split('\n').at(-1)).toBe(message);
    expect([exitCode, stdout]).toEqual([code, '']);
    expect(calls.filter((call) => operationOf(call) === 'Invoke')).toHaveLength(1);
  });

  it('says where a run is seen of which no answer came', async () => {
    vi.stubEnv('AWS_ENDPOINT_URL_LAMBDA', 'http://127.0.0.1:1');
    const { exitCode, stderr } = await invoke({});
    expect(stderr).toContain(
      'runbook: lambda in eu-west-1 does not answer (ECONNREFUSED); look at the region and the network; if the run has begun, it goes on; runbook history --stack ops shows it\n',
    );
    expect(exitCode).toBe(64);
  });

  it('goes on without a log that it may not read', async () => {
    const denied = jsonError(400, 'AccessDeniedException', 'User: ann is not authorized');
    const { exitCode, stderr } = await invoke({ Invoke: { body: summary }, FilterLogEvents: denied }, '--dry-run');
    expect(stderr).toContain(
      'its log cannot be followed: User: ann is not authorized; give this identity logs:FilterLogEvents',
    );
    expect(exitCode).toBe(1);
  });

  it('says which functions there are, where the window has none', async () => {
    const { exitCode, stderr } = await invoke({ ListStackResources: listedFunctions('ops-sweep', 'ops-emergency') });
    expect(stderr).toContain('the stack ops in eu-west-1 has no function for daily-morning: ');
    expect(stderr).toContain('; it has ops-sweep, ops-emergency\n');
    expect(exitCode).toBe(64);
  });

  it.each([
    [['daily-mornin'], /^runbook: unknown window daily-mornin; did you mean daily-morning\?/],
    [['daily-morning', 'emergency'], /^runbook: invoke takes one window, not also emergency\n$/],
    [['daily-morning', '--only', 'nodes/redy'], /^runbook: daily-morning has no check or step nodes\/redy/],
    [
      ['daily-morning', '--dry-run', '--output', 'html'],
      /^runbook: --output html: a dry run in AWS answers with a summary only \(text, json\)\n$/,
    ],
  ])('asks nobody for a mistake: %j', async (args, message) => {
    const { calls } = await startFakeAws(answerWith({}));
    const { exitCode, stderr } = await openShell().run('invoke', ...args);
    expect(stderr).toMatch(message);
    expect([exitCode, calls]).toEqual([64, []]);
  });
});

describe('following a log', () => {
  it('tells each line once until the function has answered, and waits a little for lines that are late', async () => {
    const looks = [['a'], ['a', 'b'], ['a', 'b'], ['a', 'b', 'c']];
    let look = 0;
    const { promise, resolve } = Promise.withResolvers<void>();
    await startFakeAws(
      answerWith({
        DescribeStacks: describedStack(),
        FilterLogEvents: () => {
          const events = (looks[look++] ?? []).map((line) => ({ eventId: line, message: line }));
          return { body: { events } };
        },
      }),
    );
    const told: string[] = [];
    const wait = vi.fn<(signal: AbortSignal) => Promise<void>>(async () => {
      if (wait.mock.calls.length === 3) resolve();
      await Promise.resolve();
    });
    await followLog({
      stack: await findStack({ stack: 'ops' }),
      functionName,
      since: new Date('2026-03-02T07:00:00Z'),
      ended: promise,
      tell: (line) => (told.push(line), line === 'c'),
      wait,
    });
    expect([told, look]).toEqual([['a', 'b', 'c'], 4]);
  });
});
