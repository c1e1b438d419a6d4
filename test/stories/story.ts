import { readFileSync } from 'node:fs';
import type { Context } from 'aws-lambda';
import { expect, onTestFinished, vi } from 'vitest';
import { parse, stringify } from 'yaml';
import { main } from '#lib/cli/main.ts';
import { runbookConfigSchema } from '#lib/config/schema.ts';
import type { Recheck } from '#lib/incidents/event.ts';
import type { Incident } from '#lib/incidents/incident.ts';
import { judgeRecheck } from '#lib/incidents/judge-recheck.ts';
import { serveAcknowledge } from '#lib/lambda/acknowledge-handler.ts';
import type { ListSubscriptions } from '#lib/notify/alert-path/examine-topic.ts';
import { openNotifiers } from '#lib/notify/open-notifiers.ts';
import { openSecrets } from '#lib/notify/secrets.ts';
import { openSnsTopic } from '#lib/notify/sns.ts';
import { type Swept, sweep as sweepTable } from '#lib/notify/sweep.ts';
import { lookAgain } from '#lib/runs/look-again.ts';
import { runWindow } from '#lib/runs/run-window.ts';
import { listIncidents, readTimeline } from '#lib/store/incidents.ts';
import { listDeliveries, listDueDeliveries } from '#lib/store/outbox.ts';
import { openSqliteTable } from '#lib/store/sqlite-table.ts';
import type { Table } from '#lib/store/table.ts';
import { type Asked, eventOf } from '../lambda/acknowledge-bench.ts';
import { startFakeProvider } from '../notify/fake-provider.ts';
import { makeScratchFolder } from '../support/scratch-folder.ts';
import { openToyCluster } from './toy-cluster.ts';

type Sections = Readonly<Record<string, object>>;

/** Where a story begins, unless it says otherwise: 07:00 in Berlin, the zone of the shipped configuration. */
const usualBegin = '2026-03-02T06:00:00.000Z';

/**
 * A cluster that fails as the story says, the real engine on the embedded store, and PagerDuty, Slack and SNS as HTTP
 * servers. Time stands where the story puts it, in minutes from its begin. The test fails when something was told that
 * nobody asked about, or when something that was to be told has no end.
 */
export async function openStory({ begin = usualBegin, sections = {} }: { begin?: string; sections?: Sections } = {}) {
  const minuteOf = (minute: number) => new Date(Date.parse(begin) + minute * 60_000);
  vi.stubEnv('POWERTOOLS_LOG_LEVEL', 'SILENT');
  vi.useFakeTimers({ toFake: ['Date'], now: minuteOf(0) });
  onTestFinished(() => void vi.useRealTimers());
  const folder = makeScratchFolder();
  const providers = await startProviders();
  const toy = openToyCluster();
  const table = openSqliteTable(storePath(folder.path));
  const told: string[] = [];
  const texts: string[] = [];
  let config = configure(sections);

  function configure(changed: Sections) {
    const shipped = parse(readFileSync('runbook.yaml', 'utf8')) as Record<string, object>;
    const escalation = { ...shipped['escalation'], ...quiet, ...changed['escalation'], delivery: providers.delivery };
    const written = { ...shipped, ...changed, escalation };
    const config = runbookConfigSchema.parse(written);
    folder.write('runbook.yaml', stringify(written));
    folder.write('deployed.json', JSON.stringify(config));
    return config;
  }

  const env = { HOME: folder.path, XDG_STATE_HOME: folder.path, USER: 'ann', ...providers.env };
  const story = {
    table,
    /** What another process opens. */
    openTable: () => {
      const another = openSqliteTable(storePath(folder.path));
      onTestFinished(() => another.close());
      return another;
    },
    /** Who is subscribed to the topics; without it the ways to people are not examined. */
    listSubscriptions: undefined as ListSubscriptions | undefined,
    /** Fails as it is told; see `ToyCluster`. */
    cluster: toy.state,
    env,
    at: minuteOf,
    goTo: (minute: number) => void vi.setSystemTime(minuteOf(minute)),
    /** Another configuration from now on. */
    configure: (changed: Sections) => {
      config = configure(changed);
    },
    /** Runs the window; `scheduledMinute` where it is not now. */
    async run(minute: number, scheduledMinute = minute, on: Table = table) {
      story.goTo(minute);
      const clock = () => new Date();
      const { window, connection } = toy;
      const scheduledAt = minuteOf(scheduledMinute);
      return runWindow({ window, config, connection, only: [], scheduledAt, clock }, { table: on, isDryRun: false });
    },
    async sweep(minute: number, on: Table = table): Promise<Swept> {
      story.goTo(minute);
      const openTopic = (arn: string) => openSnsTopic(arn, { ...sdkSetting, endpoint: providers.snsUrl });
      const notifiers = openNotifiers(config, { variables: env, openTopic });
      const recheck = (incident: Incident) => story.recheck(incident);
      try {
        const { listSubscriptions } = story;
        const examination = listSubscriptions && { listSubscriptions, readSecret: openSecrets({ variables: env }) };
        const order = { table: on, config, cluster: null, recheck, notifiers, now: minuteOf(minute) };
        return await sweepTable({ ...order, ...(examination && { examination }) });
      } finally {
        const taken = providers.take();
        told.push(...taken.map(({ line }) => `${minute} ${line}`).toSorted());
        texts.push(...taken.map(({ body }) => body));
      }
    },
    async sweepUntil(minute: number, { from, everyMinutes = 1 }: { from: number; everyMinutes?: number }) {
      for (let now = from; now <= minute; now += everyMinutes) await story.sweep(now);
    },
    recheck: async ({ window: _window, ...incident }: Incident): Promise<Recheck> => {
      const { window, connection } = toy;
      const seen = await lookAgain({ window, checks: incident.checks, config, connection, now: new Date() });
      return judgeRecheck(seen, { ...incident, window: window.id });
    },
    /** What the function behind links and webhooks answers. */
    ask(minute: number, asked: Asked) {
      story.goTo(minute);
      const TOPIC_ARN = 'arn:aws:sns:eu-west-1:111122223333:reports';
      const variables = { ...env, TABLE_NAME: 'runs', TOPIC_ARN, CONFIG: `${folder.path}/deployed.json` };
      const handler = serveAcknowledge({
        variables,
        clock: () => new Date(),
        openTable: () => table,
        startEmergency: () => Promise.reject(new Error('nobody asked for it')),
      });
      return handler(eventOf(asked), { functionName: 'acknowledge', awsRequestId: '1' } as Context);
    },
    /** What a shell answers to a command. */
    async type(minute: number, ...args: string[]) {
      story.goTo(minute);
      let written = '';
      const stream = { write: (text: string) => (written += text) };
      const io = { stdout: stream, stderr: stream, env, cwd: folder.path, clock: () => new Date() };
      const exitCode = await main(args, io);
      return { exitCode, written };
    },
    /** What people were told since the last call, as `MINUTE CHANNEL: what`; of one minute in alphabetical order. */
    told: () => told.splice(0),
    /** Every body that was sent so far, as it was. */
    texts,
    providers,
    incidents: () => listIncidents<Incident>(table, { limit: 99, isOpen: false }),
    /** The only incident that there is. */
    async incident(): Promise<Incident> {
      const [only, ...more] = await story.incidents();
      if (!only || more.length > 0) throw new Error(`one incident is expected, ${more.length + 1} are there`);
      return only;
    },
    timeline: async () => (await readTimeline(table, (await story.incident()).id)).map(({ text }) => text),
    deliveries: async () => listDeliveries(table, (await story.incident()).id),
  };
  onTestFinished(async () => {
    expect(told, 'told, and nobody asked about it').toEqual([]);
    expect(await listDueDeliveries(table, minuteOf(9_999_999)), 'to be told, and without an end').toEqual([]);
    table.close();
  });
  return story;
}

export type Story = Awaited<ReturnType<typeof openStory>>;

/** Only what is told of incidents: no window of a story runs by schedule. */
const quiet = {
  digest: { enabled: false },
  ledger: { enabled: false },
  links: { baseUrl: 'https://ack.example.org', secret: 'env:LINKS' },
};

const sdkSetting = {
  region: 'eu-west-1',
  maxAttempts: 1,
  credentials: { accessKeyId: 'none', secretAccessKey: 'none' },
} as const;

/** Where the command line keeps it, too. */
function storePath(state: string): string {
  return `${state}/eks-runbook/runbook.sqlite`;
}

const published = '<PublishResponse><PublishResult><MessageId>1</MessageId></PublishResult></PublishResponse>';

async function startProviders() {
  const pagerduty = await startFakeProvider();
  const slack = await startFakeProvider({ status: 200, body: 'ok' });
  const sns = await startFakeProvider({ status: 200, body: published });
  const topic = (name: string) => `arn:aws:sns:eu-west-1:111122223333:${name}`;
  return {
    pagerduty,
    slack,
    sns,
    snsUrl: sns.url,
    env: {
      ROUTING_KEY: 'key-of-the-team',
      OTHER_KEY: 'key of another',
      WEBHOOK: slack.url,
      LINKS: 'signs links',
      PD_WEBHOOK: 'signs webhooks',
    },
    delivery: {
      pagerdutyRoutingKey: 'env:ROUTING_KEY',
      pagerdutyUrl: pagerduty.url,
      pagerdutyWebhookSecret: 'env:PD_WEBHOOK',
      slackWebhook: 'env:WEBHOOK',
      emailTopicArn: topic('email'),
      phoneTopicArn: topic('phone'),
    },
    take: () => [
      ...pagerduty.take().map((body) => ({ line: describeEvent(body), body })),
      ...slack.take().map((body) => ({ line: `slack: ${whyOf((JSON.parse(body) as { text: string }).text)}`, body })),
      ...sns.take().map((body) => ({ line: describePublished(body), body })),
    ],
  };
}

function describeEvent(body: string): string {
  const event = JSON.parse(body) as { event_action: string; dedup_key: string; routing_key: string };
  const own = event.routing_key === 'key-of-the-team' ? '' : ` with the ${event.routing_key}`;
  return `pagerduty: ${event.event_action} level ${event.dedup_key.split('/').at(-1)}${own}`;
}

function describePublished(body: string): string {
  const form = new URLSearchParams(body);
  const message = JSON.parse(form.get('Message') ?? '') as { default: string };
  return `${form.get('TopicArn')?.split(':').at(-1)}: ${whyOf(message.default)}`;
}

/** The line that says to whom it is said, and why; several, where one message says several things. */
function whyOf(text: string): string {
  const lines = text.split('\n').filter((line) => /^(For the team|Level \d+, .*): /.test(line));
  return lines.join(' ');
}
