import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { main } from '#lib/cli/main.ts';
import { type FakeProvider, startFakeProvider } from '../notify/fake-provider.ts';
import { makeScratchFolder } from '../support/scratch-folder.ts';

interface Config {
  escalation: {
    levels: { channels: string[] }[];
    routes: Record<string, { channels: string[] }>;
    delivery: object;
    digest?: object;
    ledger?: object;
  };
}

/** A shell with the embedded store, a clock of its own, and a way to the fake PagerDuty and Slack. */
async function openStory() {
  const [pagerduty, slack] = [await startFakeProvider(), await startFakeProvider({ status: 200, body: 'ok' })];
  const folder = makeScratchFolder();
  const config = parse(readFileSync('runbook.yaml', 'utf8')) as Config;
  for (const level of config.escalation.levels) level.channels = ['pagerduty', 'slack'];
  for (const route of Object.values(config.escalation.routes))
    route.channels = route.channels.filter((name) => name === 'slack');
  config.escalation.delivery = {
    pagerdutyRoutingKey: 'env:ROUTING_KEY',
    pagerdutyUrl: pagerduty.url,
    slackWebhook: 'env:WEBHOOK',
  };
  // only what is told of incidents: no window runs by schedule here
  config.escalation.digest = { enabled: false };
  config.escalation.ledger = { enabled: false };
  folder.write('runbook.yaml', stringify(config));
  const env = { HOME: folder.path, XDG_STATE_HOME: folder.path, USER: 'ann', ROUTING_KEY: 'r', WEBHOOK: slack.url };
  const begin = Date.now();
  async function type(minute: number, ...args: string[]): Promise<string> {
    let written = '';
    const stream = { write: (text: string) => (written += text) };
    const clock = () => new Date(begin + minute * 60_000);
    const exitCode = await main(args, { stdout: stream, stderr: stream, env, cwd: folder.path, clock });
    expect(exitCode, written).toBeLessThan(64);
    return written;
  }
  return { pagerduty, slack, type, told: () => [...eventsOf(pagerduty), ...textsOf(slack)] };
}

function eventsOf(pagerduty: FakeProvider): string[] {
  const events = pagerduty.take().map((body) => JSON.parse(body) as { event_action: string; dedup_key: string });
  return events.map(({ event_action, dedup_key }) => `${event_action} level ${dedup_key.split('/').at(-1)}`).toSorted();
}

/** The second line says to whom it is said, and why. */
function textsOf(slack: FakeProvider): string[] {
  const texts = slack.take().map((body) => (JSON.parse(body) as { text: string }).text);
  return texts.map((text) => text.split('\n')[1]?.replace(/by \w{3} .*/, 'by …') ?? '');
}

const look = ['run', 'daily-morning', '--only', 'nodes/ready', '--snapshot'] as const;

it('pages, pages again, escalates, is acknowledged, and ends with the next run that sees nothing; nothing is told twice', async () => {
  const { type, told } = await openStory();
  await type(0, ...look, 'example');
  await type(0, 'sweep');
  expect(told()).toEqual(['trigger level 1', 'For the team: it is new.']);

  await type(1, 'sweep');
  await type(10, ...look, 'example');
  await type(14, 'sweep');
  expect(told()).toEqual([]);

  await type(15, 'sweep', '--snapshot', 'example');
  expect(told()).toEqual(['Level 1, On-Call Engineer: no response by …']);
  await type(30, 'sweep', '--snapshot', 'example');
  expect(told()).toEqual(['trigger level 2']);

  const [id = ''] = (await type(40, 'incidents')).split(' ');
  await type(40, 'ack', id);
  await type(40, 'ack', id);
  await type(41, 'sweep');
  expect(told()).toEqual(['acknowledge level 1', 'acknowledge level 2', 'For the team: acknowledged by ann.']);

  await type(60, 'sweep');
  expect(told()).toEqual([]);
  await type(70, ...look, 'healthy');
  await type(70, 'sweep');
  const recovered = 'recovered: the run found nothing of it.';
  expect(told()).toEqual(['resolve level 1', 'resolve level 2', `Level 1, On-Call Engineer: ${recovered}`]);
  await type(1500, 'sweep');
  expect(await type(1500, 'incidents')).toBe('No incident is open.\n');
});

it('resolves itself, and pages nobody, when its check passes right before a level is paged', async () => {
  const { type, told } = await openStory();
  await type(0, ...look, 'example');
  await type(0, 'sweep');
  told();
  await type(15, 'sweep', '--snapshot', 'healthy');
  const recovered = 'recovered by itself: its checks passed when they were run again.';
  expect(told()).toEqual(['resolve level 1', `For the team: ${recovered}`]);
});

it('tries PagerDuty again when it is down, and Slack is not told again', async () => {
  const { type, told, pagerduty } = await openStory();
  pagerduty.answerNext({ status: 503 }, { status: 503 });
  await type(0, ...look, 'example');
  await type(0, 'sweep');
  expect(told()).toEqual(['trigger level 1', 'For the team: it is new.']);
  await type(1, 'sweep');
  await type(2, 'sweep');
  await type(3, 'sweep');
  expect(told()).toEqual(['trigger level 1', 'trigger level 1']);
});

it('pages through the next channel when PagerDuty refuses, and tells the team that this way leads nowhere', async () => {
  const { type, told, pagerduty } = await openStory();
  pagerduty.answerNext({ status: 400 });
  await type(0, ...look, 'example');
  await type(0, 'sweep');
  expect(told()).toEqual(['trigger level 1', 'For the team: it is new.']);
  await type(1, 'sweep');
  const [alertPath, why, ...more] = told();
  expect([alertPath, why, more]).toEqual([
    'For the team: it is new.',
    expect.stringMatching(/^Level 1, On-Call Engineer: the page through pagerduty did not get through/),
    [],
  ]);
});

it('tells nobody in a silence, and pages when it has ended and the check still fails', async () => {
  const { type, told } = await openStory();
  const end = new Date(Date.now() + 60 * 60_000).toISOString();
  await type(0, 'silence', 'nodes/ready', '--until', end, '--reason', 'nodes are replaced');
  await type(1, ...look, 'example');
  await type(1, 'sweep');
  await type(30, 'sweep');
  expect(told()).toEqual([]);
  await type(61, 'sweep', '--snapshot', 'example');
  expect(told()).toEqual(['trigger level 1', 'For the team: it is new.']);
});

it('loses nothing and says nothing twice when two sweeps run at once', async () => {
  const { type, told } = await openStory();
  await type(0, ...look, 'example');
  await Promise.all([type(0, 'sweep'), type(0, 'sweep')]);
  expect(told()).toEqual(['trigger level 1', 'For the team: it is new.']);
});
