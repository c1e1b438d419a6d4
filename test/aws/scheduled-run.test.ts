import { CreateAccessEntryCommand, EKSClient } from '@aws-sdk/client-eks';
import { STSClient } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { signEksToken } from '#lib/cluster/eks/token.ts';
import { openDynamodbTable } from '#lib/store/dynamodb-table.ts';
import { listRuns, readRun } from '#lib/store/runs.ts';
import type { Table } from '#lib/store/table.ts';
import type { KubernetesObject } from '../cluster/support/api.ts';
import { until } from '../cluster/support/until.ts';
import { checksOfRun } from '../cluster/support/window-runs.ts';
import { emulatorClient } from './support/create-table.ts';
import { clusterName, type EmulatedSite, startSite } from './support/emulated-site.ts';
import { callSigned, region } from './support/signed-call.ts';

const functionName = 'eks-runbook-daily-morning';
/** The function's session, as the API server knows it. */
const user = `arn:aws:sts::000000000000:assumed-role/${functionName}/${functionName}`;
const group = 'eks-runbook:daily-morning';

let site: EmulatedSite;
let table: Table;
beforeAll(async () => {
  site = await startSite();
  table = openDynamodbTable(site.stack.outputs['TableName'] ?? '', { client: client() });
}, 600_000); // the control plane is built first, where that has not been done
afterAll(async () => {
  table?.close();
  await site?.stop();
});

const client = () => ({ ...emulatorClient(site.endpoint), region });

/** Moves the window's schedule to the next full minute, and gives that. */
async function moveSchedule(): Promise<Date> {
  const call = { service: 'scheduler', path: `/schedules/daily-morning-${clusterName}` } as const;
  const query = { groupName: 'eks-runbook-daily' };
  const schedule = await callSigned<object>(site.endpoint, { ...call, method: 'GET', query });
  const minuteMs = 60_000;
  const at = new Date((Math.floor(Date.now() / minuteMs) + 1) * minuteMs);
  const ScheduleExpression = `cron(${at.getUTCMinutes()} ${at.getUTCHours()} * * ? *)`;
  await callSigned(site.endpoint, { ...call, method: 'PUT', body: { ...schedule, ScheduleExpression } });
  return at;
}

function deliver(event: object): Promise<Readonly<Record<string, unknown>>> {
  const path = `/2015-03-31/functions/${functionName}/invocations`;
  return callSigned(site.endpoint, { service: 'lambda', path, body: event });
}

/** The next reports of the window, at least one. */
function nextReports() {
  const some = async () => {
    const reports = (await site.reports.take()).filter(
      ({ MessageAttributes }) => MessageAttributes?.['window']?.Value === 'daily-morning',
    );
    return reports.length > 0 && reports;
  };
  return until(some, { what: 'a report in the queue', deadlineMs: 20_000, everyMs: 100 });
}

/** Newest first. Other windows may be due while the test runs. */
const morningRuns = () => listRuns(table, { cluster: clusterName, window: 'daily-morning', limit: 10 });

async function unknownOfRun(id: string): Promise<string[]> {
  const checks = checksOfRun(await readRun(table, id));
  return checks.filter(({ status }) => status === 'unknown').map((check) => check.id);
}

const idOf = (at: Date) => `daily-morning.${clusterName}.${at.toISOString().replace(/[-:]|\.000/g, '')}`;

/** There are no metrics and there is no Prometheus. */
const blind = [
  'usage/nodes',
  'usage/pods',
  'monitoring/targets-up',
  'monitoring/rules-evaluate',
  'monitoring/no-critical-alert',
  'monitoring/watchdog-fires',
];

describe('the runbook, deployed and let into a real cluster', () => {
  let firedAt: Date;

  it('is started by its schedule, looks as the group of its access entry, keeps what it saw and tells', async () => {
    firedAt = await moveSchedule();
    const isDone = async () => {
      const [latest] = await morningRuns();
      return latest?.id === idOf(firedAt) && latest.status !== 'unfinished' && latest;
    };
    const run = await until(isDone, { what: 'the run of the schedule', deadlineMs: 90_000, everyMs: 250 });
    expect(run).toMatchObject({ scheduledAt: firedAt.toISOString(), status: 'unknown', unknown: blind.length });
    expect(await unknownOfRun(run.id)).toEqual(blind);

    const asked = await site.platform.audit({ user });
    expect(asked.length).toBeGreaterThan(10);
    expect(asked.filter(({ isAllowed }) => !isAllowed)).toEqual([]);
    expect(new Set(asked.flatMap(({ groups }) => groups))).toEqual(new Set(['system:authenticated', group]));

    expect(await nextReports()).toMatchObject([
      {
        Subject: `UNKNOWN daily-morning on ${clusterName}: 1 new, 6 could not look`,
        Message: expect.stringContaining('Prometheus (service monitoring/prometheus-service:9090) is not ready'),
        MessageAttributes: { cluster: { Value: clusterName }, severity: { Value: 'critical' } },
      },
    ]);
  }, 120_000);

  it('does an event that is delivered three times once', async () => {
    const before = (await site.platform.audit({ user })).length;
    const event = { cluster: clusterName, scheduledAt: firedAt.toISOString() };
    const answers = await Promise.all([deliver(event), deliver(event)]);
    const repeat = { id: idOf(firedAt), isRepeat: true, isTold: false };
    expect(answers).toMatchObject([repeat, repeat]);
    expect((await morningRuns()).map(({ id }) => id)).toEqual([idOf(firedAt)]);
    expect(await site.platform.audit({ user })).toHaveLength(before);
  });

  it('is let in by its access entry: another caller of the account is refused until it has one', async () => {
    const token = await signEksToken(new STSClient(client()), clusterName, new Date());
    // Without KUBECONFIG's certificate, which would win over the token.
    const server = ['--kubeconfig=/dev/null', `--server=${site.platform.url}`, '--insecure-skip-tls-verify'];
    const groups = ['-o', 'jsonpath={.status.userInfo.groups}'];
    const whoami = () => site.platform.kubectl(...server, `--token=${token}`, 'auth', 'whoami', ...groups);
    expect((await whoami()).stderr).toContain('You must be logged in to the server');

    const eks = new EKSClient(client());
    const principalArn = 'arn:aws:iam::000000000000:root';
    await eks.send(new CreateAccessEntryCommand({ clusterName, principalArn, kubernetesGroups: ['visitors'] }));
    eks.destroy();
    expect((await whoami()).stdout).toBe('["system:authenticated","visitors"]');
  });

  it('tells of a right that was taken away, which makes exactly its checks unknown', async () => {
    await takeAway('jobs');
    const at = new Date(firedAt.getTime() + 24 * 3_600_000);
    const answer = await deliver({ cluster: clusterName, scheduledAt: at.toISOString() });
    expect(answer).toMatchObject({ id: idOf(at), status: 'unknown', isKept: true, isTold: true });
    expect(await unknownOfRun(idOf(at))).toEqual(['jobs/succeeded', 'jobs/finish-in-time', ...blind]);
    // The only report since the first: neither the second nor the third delivery had told.
    expect(await nextReports()).toMatchObject([
      {
        Subject: `UNKNOWN daily-morning on ${clusterName}: 2 could not look`,
        Message: expect.stringMatching(/needs: list jobs in API group "batch"/),
        MessageAttributes: { severity: { Value: 'warning' } },
      },
    ]);
  });
});

/** Takes the rule with this resource out of the window's ClusterRole, and waits until the API server knows. */
async function takeAway(resource: string): Promise<void> {
  const role = { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRole', metadata: { name: functionName } };
  const path = await site.platform.pathOf(role);
  type Role = KubernetesObject & { readonly rules: readonly { readonly resources: readonly string[] }[] };
  const { rules } = await site.platform.api.json<Role>(path);
  const left = rules.filter(({ resources }) => !resources.includes(resource));
  expect(left).toHaveLength(rules.length - 1);
  await site.platform.apply([{ ...role, rules: left }]);
  const isKnown = async () => {
    const asker = ['--as=anyone', `--as-group=${group}`];
    const { stdout } = await site.platform.kubectl('auth', 'can-i', 'list', resource, '--all-namespaces', ...asker);
    return stdout.trim() === 'no';
  };
  await until(isKnown, { what: 'the API server knows the role' });
}
