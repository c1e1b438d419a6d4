import { describe, expect, it } from 'vitest';
import { examineTopic } from '#lib/notify/alert-path/examine-topic.ts';
import { openSubscriptions } from '#lib/notify/alert-path/list-subscriptions.ts';
import { type AwsAnswer, type AwsCall, startFakeAws } from '../eks/fake-aws.ts';

const topicArn = 'arn:aws:sns:eu-west-1:111122223333:email';

interface Listed {
  readonly protocol: string;
  readonly endpoint: string;
  readonly arn: string;
  readonly isAuthenticated?: boolean;
}

const confirmed = (protocol: string, endpoint: string, isAuthenticated = true): Listed => {
  return { protocol, endpoint, isAuthenticated, arn: `${topicArn}:${protocol}-${endpoint}` };
};

/** SNS as its API describes it, with these subscriptions. */
function answerAs(listed: readonly Listed[]): (call: AwsCall) => AwsAnswer {
  return ({ form }) => {
    if (form.get('Action') === 'ListSubscriptionsByTopic') {
      const members = listed.map(
        ({ protocol, endpoint, arn }) =>
          `<member><TopicArn>${topicArn}</TopicArn><Protocol>${protocol}</Protocol><SubscriptionArn>${arn}</SubscriptionArn><Owner>1</Owner><Endpoint>${endpoint}</Endpoint></member>`,
      );
      return {
        body: `<ListSubscriptionsByTopicResponse><ListSubscriptionsByTopicResult><Subscriptions>${members.join('')}</Subscriptions></ListSubscriptionsByTopicResult></ListSubscriptionsByTopicResponse>`,
      };
    }
    const asked = listed.find(({ arn }) => arn === form.get('SubscriptionArn'));
    return {
      body: `<GetSubscriptionAttributesResponse><GetSubscriptionAttributesResult><Attributes><entry><key>ConfirmationWasAuthenticated</key><value>${String(asked?.isAuthenticated)}</value></entry></Attributes></GetSubscriptionAttributesResult></GetSubscriptionAttributesResponse>`,
    };
  };
}

async function examine(...listed: readonly Listed[]): Promise<string> {
  await startFakeAws(answerAs(listed));
  const { status, seen } = await examineTopic(topicArn, openSubscriptions());
  return `${status}: ${seen}`;
}

const pending = { protocol: 'email', endpoint: 'b@example.org', arn: 'PendingConfirmation' };

describe('a topic', () => {
  it('is right when everybody has confirmed, and e-mail cannot be ended by a click', async () => {
    expect(await examine(confirmed('email', 'a@example.org'), confirmed('sms', '+15550100'))).toBe(
      'ok: 2 confirmed: email a@example.org, sms ...100',
    );
  });

  it('is not right when nobody is subscribed; who was deleted is nobody', async () => {
    const nobody = `not-ok: nobody is subscribed to ${topicArn}`;
    expect(await examine()).toBe(nobody);
    expect(await examine({ ...pending, arn: 'Deleted' })).toBe(nobody);
  });

  it('is not right while somebody has not confirmed', async () => {
    expect(await examine(confirmed('email', 'a@example.org'), pending)).toBe(
      'not-ok: not confirmed: email b@example.org',
    );
  });

  it('is not right when anybody can end an e-mail subscription by a click; a text message has no such link', async () => {
    const sms = confirmed('sms', '+15550100', false);
    expect(await examine(sms, confirmed('email', 'a@example.org', false))).toBe(
      "not-ok: one click on a mail's footer ends it: email a@example.org",
    );
    expect(await examine(sms)).toBe('ok: 1 confirmed: sms ...100');
  });

  it.each([
    ['NotFound', `not-ok: there is no topic ${topicArn}`, 'Correct its ARN in the configuration.'],
    [
      'AuthorizationError',
      'unknown: SNS: no',
      `Allow sns:ListSubscriptionsByTopic and sns:GetSubscriptionAttributes on ${topicArn}.`,
    ],
  ])('that answers %s is told apart', async (code, expected, next) => {
    const body = `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>no</Message></Error></ErrorResponse>`;
    await startFakeAws(() => ({ status: 403, body }));
    const sight = await examineTopic(topicArn, openSubscriptions());
    expect([`${sight.status}: ${sight.seen}`, sight.next]).toEqual([expected, next]);
  });
});
