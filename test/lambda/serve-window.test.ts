import { describe, expect, it } from 'vitest';
import { UsageError } from '#lib/config/usage-error.ts';
import { readRun } from '#lib/store/runs.ts';
import type { Table } from '#lib/store/table.ts';
import { accepted, configText, installFunction } from './function-bench.ts';

const scheduled = { scheduledAt: '2026-03-02T07:00:00Z', cluster: 'ecommerce-production' };
const runId = 'daily-morning.ecommerce-production.20260302T070000Z';

describe('a scheduled run', () => {
  it('is done and told once, however often its event comes', async () => {
    const { invoke, messages } = await installFunction();
    const first = await invoke(scheduled);
    expect(first).toMatchObject({ id: runId, status: 'failed', isKept: true, isTold: true, isRepeat: false });
    for (const _ of [2, 3]) {
      expect(await invoke(scheduled)).toEqual({ ...first, isTold: false, isRepeat: true });
    }
    expect(messages).toHaveLength(1);
  });

  it('tells what run prints: subject, body, attributes', async () => {
    const { invoke, messages } = await installFunction();
    const answer = await invoke(scheduled);
    const { form } = messages[0] ?? { form: new URLSearchParams() };
    expect(form.get('Subject')).toBe(`FAILED daily-morning on ecommerce-production: ${answer.appeared} new`);
    expect(form.get('Message')).toMatch(/^ +FAILED {2}daily-morning on ecommerce-production, as of Mon 2 Mar/);
    expect(form.get('TopicArn')).toBe('arn:aws:sns:eu-west-1:111122223333:reports');
    const attributes = [1, 2, 3].map((at) => form.get(`MessageAttributes.entry.${at}.Value.StringValue`));
    expect(attributes).toEqual(['daily-morning', 'ecommerce-production', 'critical']);
  });

  it('tells nobody while nothing changes, and again when it is resolved', async () => {
    const { invoke, messages, around } = await installFunction();
    await invoke(scheduled);
    expect(await invoke({ scheduledAt: '2026-03-03T07:00:00Z' })).toMatchObject({ appeared: 0, isTold: false });
    around.snapshot = 'healthy';
    const { resolved } = await invoke({ scheduledAt: '2026-03-04T07:00:00Z' });
    expect(resolved).toBeGreaterThan(5);
    expect(messages).toHaveLength(2);
    expect(messages[1]?.form.get('Subject')).toBe(`PASSED daily-morning on ecommerce-production: ${resolved} resolved`);
    expect(messages[1]?.form.get('MessageAttributes.entry.3.Value.StringValue')).toBe('info');
  });

  it('tells once that something can no longer be looked at', async () => {
    const denied = [{ verb: 'list', group: '', resource: 'services' }];
    const { invoke, messages } = await installFunction({ snapshot: 'healthy', tweak: (one) => ({ ...one, denied }) });
    const { unknown } = await invoke(scheduled);
    expect(unknown).toBeGreaterThan(0);
    await invoke({ scheduledAt: '2026-03-03T07:00:00Z' });
    expect(messages.map(({ form }) => form.get('Subject'))).toEqual([
      `UNKNOWN daily-morning on ecommerce-production: ${unknown} could not look`,
    ]);
  });

  it('is silent on success', async () => {
    const { invoke, messages } = await installFunction({ snapshot: 'healthy' });
    expect(await invoke(scheduled)).toMatchObject({ status: 'passed', isKept: true, isTold: false });
    expect(messages).toEqual([]);
  });

  it('fails when it cannot tell, and its next delivery tells', async () => {
    const { invoke, messages, around } = await installFunction();
    around.answer = () => ({
      status: 403,
      body: '<ErrorResponse><Error><Code>AuthorizationError</Code></Error></ErrorResponse>',
    });
    await expect(invoke(scheduled)).rejects.toMatchObject({ name: 'AuthorizationErrorException' });
    around.answer = () => accepted;
    expect(await invoke(scheduled)).toMatchObject({ isTold: true, isRepeat: true });
    expect(await invoke(scheduled)).toMatchObject({ isTold: false });
    expect(messages).toHaveLength(2);
  });

  it('is done by the next delivery when the first could not keep it', async () => {
    const { invoke, parts, table } = await installFunction({ snapshot: 'healthy' });
    let writes = 0;
    const failing: Table = {
      ...table,
      transact: async (batch) => {
        writes += 1;
        if (writes === 2) throw new Error('the table is away');
        return table.transact(batch);
      },
    };
    await expect(invoke(scheduled, { parts: { ...parts, openTable: () => failing } })).rejects.toThrow(/is away/);
    expect(await invoke(scheduled)).toMatchObject({ id: runId, status: 'passed', isKept: true, isRepeat: false });
  });

  it('fails while another invocation has it under way, so that Lambda tries again', async () => {
    const { invoke } = await installFunction();
    const both = await Promise.allSettled([invoke(scheduled), invoke(scheduled)]);
    expect(both.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    const refused = both.find((one) => one.status === 'rejected');
    expect(String(refused?.reason)).toBe(
      `Error: run ${runId} was started by another invocation at 2026-03-02T07:00:00.000Z and is under way`,
    );
    expect(await invoke(scheduled)).toMatchObject({ isRepeat: true, isTold: false });
  });
});

describe('time running out', () => {
  it('keeps what was seen, and says what was not', async () => {
    const slow = await installFunction({
      snapshot: 'healthy',
      tweak: (one) => ({
        ...one,
        serviceAnswers: one.serviceAnswers.map((answer) => ({ ...answer, delayMs: 60_000 })),
      }),
    });
    const monitoring =
      'monitoring: { namespace: monitoring, prometheus: { service: prometheus-service, port: 9090 } }\n';
    slow.folder.write('shop.json', configText('ecommerce-production', monitoring));
    const answer = await slow.invoke(scheduled, { remainingMs: 3000 });
    expect(answer).toMatchObject({ status: 'unknown', isPartial: true, isKept: true, isTold: true });
    const { steps } = await readRun(slow.table, runId);
    const checks = steps.flatMap((step) => step.checks);
    expect(checks.find(({ id }) => id === 'nodes/ready')?.status).toBe('passed');
    expect(checks.find(({ id }) => id === 'monitoring/targets-up')).toMatchObject({
      status: 'unknown',
      reason: expect.stringMatching(
        /the function's time for looking was used up \([12] s\); give it a longer timeout$/,
      ),
    });
  });
});

describe('a run by hand', () => {
  it('starts now on the only cluster when the event is empty', async () => {
    const { invoke } = await installFunction({ now: new Date('2026-03-02T11:22:33Z') });
    expect(await invoke({})).toMatchObject({ id: 'daily-morning.ecommerce-production.20260302T112233Z', isKept: true });
  });

  it('keeps nothing and tells nobody in a dry run, and looks at what was asked only', async () => {
    const { invoke, messages, table } = await installFunction();
    const answer = await invoke({ ...scheduled, dryRun: true, only: ['nodes/ready'] });
    expect(answer).toMatchObject({ checks: 1, isKept: false, isTold: false });
    expect(messages).toEqual([]);
    await expect(readRun(table, runId)).rejects.toThrow('no run');
  });

  it.each([
    [{ dryrun: true }, 'the event is not right (Unrecognized key: "dryrun"); send {} or'],
    [{ only: 'nodes/ready' }, 'the event is not right (only: Invalid input: expected array'],
    [{ scheduledAt: '<aws.scheduler.scheduled-time>' }, 'the event is not right (scheduledAt: Invalid ISO datetime)'],
    [null, 'the event is not right (Invalid input: expected object'],
    [{ only: ['nodes/redy'] }, 'daily-morning has no check or step nodes/redy; did you mean nodes/ready?'],
    [{ cluster: 'staging' }, 'no cluster staging; this function looks at ecommerce-production'],
  ])('refuses %j and says what to send', async (event, message) => {
    const { invoke, messages } = await installFunction();
    const refused = invoke(event);
    await expect(refused).rejects.toBeInstanceOf(UsageError);
    await expect(refused).rejects.toThrow(message);
    expect(messages).toEqual([]);
  });

  it('must name the cluster where there are several', async () => {
    const { invoke, parts, folder } = await installFunction();
    const other = folder.write('staging.json', configText('staging'));
    const several = { ...parts, variables: { ...parts.variables, CONFIG: `${parts.variables['CONFIG']},${other}` } };
    await expect(invoke({}, { parts: several })).rejects.toThrow(
      'the event names no cluster; this function looks at ecommerce-production, staging',
    );
    expect(await invoke({ cluster: 'staging' }, { parts: several })).toMatchObject({ cluster: 'staging' });
  });
});
