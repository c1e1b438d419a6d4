import { CreateAccessEntryCommand, EKSClient } from '@aws-sdk/client-eks';
import { STSClient } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { signEksToken } from '#lib/cluster/eks/token.ts';
import type { Incident } from '#lib/incidents/incident.ts';
import { readDedupKey } from '#lib/notify/pagerduty.ts';
import { openDynamodbTable } from '#lib/store/dynamodb-table.ts';
import { listIncidents } from '#lib/store/incidents.ts';
import { listRuns, readRun } from '#lib/store/runs.ts';
import type { Table } from '#lib/store/table.ts';
import type { KubernetesObject } from '../cluster/support/api.ts';
import { until } from '../cluster/support/until.ts';
import { checksOfRun } from '../cluster/support/window-runs.ts';
import { chasedConfig, keepSecrets, secrets, sendWebhook } from './support/chased-site.ts';
import { emulatorClient } from './support/create-table.ts';
import { clusterName, type EmulatedSite, startSite } from './support/emulated-site.ts';
import { type Pager, type PagerEvent, startPager } from './support/pager.ts';
import { callSigned, region } from './support/signed-call.ts';

const functionName = 'eks-runbook-daily-morning';
/** The function's session, as the API server knows it. */
const user = `arn:aws:sts::000000000000:assumed-role/${functionName}/${functionName}`;
const group = 'eks-runbook:daily-morning';

let site: EmulatedSite;
let pager: Pager;
let table: Table;
beforeAll(async () => {
  pager = await startPager();
  site = await startSite(chasedConfig(pager.url));
  await keepSecrets(site.endpoint);
  await site.platform.setNodeReady(brokenNode, false);
  table = openDynamodbTable(site.stack.outputs['TableName'] ?? '', { client: client() });
}, 600_000); // the control plane is built first, where that has not been done
afterAll(async () => {
  table?.close();
  await site?.stop();
  await pager?.stop();
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

const brokenNode = 'ip-10-0-3-11.eu-west-1.compute.internal';

/** There are no metrics and there is no Prometheus. */
const blind = [
  'usage/nodes',
  'usage/pods',
  'monitoring/targets-up',
  'monitoring/rules-evaluate',
  'monitoring/no-critical-alert',
  'monitoring/watchdog-fires',
];

let firedAt: Date;

describe('the runbook, deployed and let into a real cluster', () => {
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
        Subject: `UNKNOWN daily-morning on ${clusterName}: 2 new, 6 could not look`,
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

/** Findings become incidents with the sweep, which runs every minute of its own accord. */
describe('what is found, chased', () => {
  const nodeIncident = async () => {
    const incidents = await listIncidents<Incident>(table, { limit: 20, isOpen: false });
    return incidents.find(({ title }) => title === 'Cluster Health Check');
  };
  const incidentThat = (what: string, isSo: (incident: Incident) => boolean, deadlineMs = 90_000) => {
    const ask = async () => {
      const incident = await nodeIncident();
      return incident && isSo(incident) && incident;
    };
    return until(ask, { what, deadlineMs, everyMs: 250 });
  };
  const told = (incident: Incident) =>
    pager.events
      .filter(({ dedup_key: key }) => key.includes(incident.id))
      .map(({ event_action: action, dedup_key: key }) => [action, readDedupKey(key)?.level]);

  it('pages, escalates when nobody answers, takes the acknowledgement, and ends with what it was about', async () => {
    const opened = await incidentThat('the second level is paged', ({ level }) => level === 2, 240_000);
    expect(opened).toMatchObject({ severity: 'critical', window: 'daily-morning', acknowledgedAt: null });
    expect(opened.findings).toMatchObject([{ check: 'nodes/ready', subject: { name: brokenNode } }]);
    // the incident is kept before its pages are sent
    const isSecond = ({ dedup_key: key }: PagerEvent) => key.includes(opened.id) && readDedupKey(key)?.level === 2;
    const page = await until(async () => pager.events.find(isSecond), { what: 'the page to the second level' });
    expect(page).toMatchObject({ event_action: 'trigger', routing_key: secrets.routingKey });
    expect(page.payload?.summary).toContain(brokenNode);

    const forged = await sendWebhook(site.endpoint, page.dedup_key, 'another secret');
    expect(forged).toMatchObject({ statusCode: 401 });
    expect(await sendWebhook(site.endpoint, page.dedup_key, secrets.webhookSecret)).toMatchObject({ statusCode: 200 });
    const acknowledged = await incidentThat(
      'it is acknowledged',
      ({ acknowledgedAt }) => acknowledgedAt !== null,
      5000,
    );
    expect(acknowledged.level).toBe(2);

    await site.platform.setNodeReady(brokenNode, true);
    const next = new Date(firedAt.getTime() + 48 * 3_600_000).toISOString();
    await deliver({ cluster: clusterName, scheduledAt: next, only: ['cluster-health'] });
    const ended = await incidentThat('it is resolved', ({ resolvedAt }) => resolvedAt !== null);
    const ends = async () => told(ended).filter(([action]) => action === 'resolve').length >= 2 && told(ended);
    const story = await until(ends, { what: 'whoever was told hears of the end', deadlineMs: 70_000 });
    // what lies between depends on the second at which the minute's sweep comes
    expect(story[0]).toEqual(['trigger', 1]);
    expect(story).toContainEqual(['trigger', 2]);
    expect(new Set(story.slice(-2).map(String))).toEqual(new Set(['resolve,1', 'resolve,2']));
  }, 400_000);
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
