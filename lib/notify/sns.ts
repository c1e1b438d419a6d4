import { PublishCommand, SNSClient, type SNSClientConfig } from '@aws-sdk/client-sns';

/** One message to a topic's subscribers. */
export interface TopicMessage {
  readonly subject: string;
  /** Plain text. */
  readonly body: string;
  /** What a text message says instead, in 140 characters; everybody else gets the body. */
  readonly short?: string;
  /** What subscriptions may filter by. */
  readonly attributes: Readonly<Record<string, string>>;
}

/** Somewhere to publish. */
export interface Topic {
  /** Resolves once SNS has accepted it. Rejects with the SDK's error, after the SDK's own retries. */
  publish(message: TopicMessage): Promise<void>;
}

// https://docs.aws.amazon.com/sns/latest/api/API_Publish.html
const maxSubject = 99;
const maxBodyBytes = 250_000; // of 262,144: attributes count too

/** An SNS topic. Subjects are made ASCII and bodies cut to what SNS takes. */
export function openSnsTopic(topicArn: string, config: SNSClientConfig = {}): Topic {
  const client = new SNSClient(config);
  return {
    async publish({ subject, body, short, attributes }) {
      const MessageAttributes = Object.fromEntries(
        Object.entries(attributes).map(([name, value]) => [name, { DataType: 'String', StringValue: value }]),
      );
      const content = { Subject: toSubject(subject), ...toMessage(cutBody(body), short), MessageAttributes };
      await client.send(new PublishCommand({ TopicArn: topicArn, ...content }));
    },
  };
}

/** One text for all, or one for each protocol: then `default` stands for those that are not named. */
function toMessage(body: string, short: string | undefined) {
  if (short === undefined) return { Message: body };
  return { MessageStructure: 'json', Message: JSON.stringify({ default: body, email: body, sms: short }) };
}

function toSubject(text: string): string {
  return text.replaceAll(/[^ -~]+/g, '?').slice(0, maxSubject);
}

/** Cut at a line's end, and said so. */
function cutBody(text: string): string {
  const bytes = Buffer.from(text);
  if (bytes.length <= maxBodyBytes) return text;
  const kept = bytes.subarray(0, bytes.lastIndexOf('\n', maxBodyBytes) + 1).toString('utf8');
  return `${kept}\n(cut here: the whole was longer than a message may be)\n`;
}
