import { describe, expect, it } from 'vitest';
import { waysToPeople } from '#lib/cli/doctor/ways-to-people.ts';
import { startFakeProvider } from '../notify/fake-provider.ts';
import { configWith } from '../support/config.ts';

/** What the doctor says of each way of a configuration. */
async function examine(delivery: object, env: Readonly<Record<string, string>>): Promise<string[]> {
  const config = configWith({ escalation: { ...configWith().escalation, delivery } });
  const examinations = await waysToPeople(config, env);
  const sights = await Promise.all(
    examinations.map(async (one) => ({ ...one, ...(await one.look({ config } as Parameters<typeof one.look>[0])) })),
  );
  return sights.map(({ title, status, seen }) => `${title}: ${status}: ${seen.replace(/:\d{4,5} /, ':PORT ')}`);
}

describe('the doctor', () => {
  it('examines each way to people, and tells nobody anything by it', async () => {
    const [pagerduty, slack] = [await startFakeProvider(), await startFakeProvider()];
    slack.answerExaminations({ status: 404, body: 'no_service' });
    const delivery = {
      pagerdutyRoutingKey: 'env:KEY',
      pagerdutyUrl: pagerduty.url,
      slackWebhook: 'env:HOOK',
    };
    expect(await examine(delivery, { KEY: 'key', HOOK: slack.url })).toEqual([
      'Way by PagerDuty: ok: PagerDuty takes events with this key',
      'Way by Slack: not-ok: the webhook takes no message: 127.0.0.1:PORT answered 404 no_service',
    ]);
  });

  it('says which secret is not there', async () => {
    expect(await examine({ slackWebhook: 'env:HOOK' }, {})).toEqual([
      'Way by Slack: not-ok: there is nothing behind the secret env:HOOK; put it there, or change the reference',
    ]);
  });

  it('takes what it cannot ask for not right', async () => {
    const slack = await startFakeProvider();
    slack.answerExaminations({ status: 502 });
    expect(await examine({ slackWebhook: 'env:HOOK' }, { HOOK: slack.url })).toEqual([
      'Way by Slack: not-ok: could not be examined: 127.0.0.1:PORT answered 502',
    ]);
  });
});
