import { PublishCommand, SNSClient, type SNSClientConfig } from '@aws-sdk/client-sns';

/** One message to a topic's subscribers. */
export interface TopicMessage {
  readonly subject: string;
  /** Plain text. */
  readonly body: string;
  /** What a text message says instead, in 140 characters; everybody else gets the body. */
  readonly short?: string;
  /** What subscribers over HTTPS get instead: the envelope that Amazon Q reads. Only beside a short text. */
  readonly https?: string;
  /** What subscriptions may filter by; of several values each matches. */
  readonly attributes: Readonly<Record<string, string | readonly string[]>>;
}

/** Somewhere to publish. */
export interface Topic {
  /** Resolves once SNS has accepted it. Rejects with the SDK's error, after the SDK's own retries. */
  publish(message: TopicMessage): Promise<void>;
}

// https://docs.aws.amazon.com/sns/latest/api/API_Publish.html
const maxSubject = 99;
const maxBodyBytes = 250_000;
const maxMessageBytes = 255_000; // of 262,144: attributes count too

/** The SDK itself waits for ever. */
const timeouts = { connectionTimeout: 5000, requestTimeout: 10_000, throwOnRequestTimeout: true };

/** An SNS topic. Subjects are made ASCII and bodies cut to what SNS takes. */
export function openSnsTopic(topicArn: string, config: SNSClientConfig = {}): Topic {
  const client = new SNSClient({ region: topicArn.split(':')[3] ?? '', requestHandler: timeouts, ...config });
  return {
    async publish({ subject, attributes, ...texts }) {
      const MessageAttributes = Object.fromEntries(
        Object.entries(attributes).map(([name, value]) => [name, attributeOf(value)]),
      );
      const content = { Subject: toSubject(subject), ...fitMessage(texts), MessageAttributes };
      await client.send(new PublishCommand({ TopicArn: topicArn, ...content }));
    },
  };
}

function attributeOf(value: string | readonly string[]) {
  if (typeof value === 'string') return { DataType: 'String', StringValue: value };
  return { DataType: 'String.Array', StringValue: JSON.stringify(value) };
}

type Texts = Pick<TopicMessage, 'body' | 'short' | 'https'>;

/** All texts of a message share its limit, and what JSON escapes counts as it is escaped. */
function fitMessage({ body, ...others }: Texts) {
  for (let room = maxBodyBytes; ; room = Math.floor(room / 2)) {
    const content = toMessage({ body: cutBody(body, room), ...others });
    if (room < 1000 || Buffer.byteLength(content.Message) <= maxMessageBytes) return content;
  }
}

/** One text for all, or one for each protocol: then `default` stands for those that are not named. */
function toMessage({ body, short, https }: Texts) {
  if (short === undefined) return { Message: body };
  const texts = { default: body, email: body, sms: short, ...(https !== undefined && { https }) };
  return { MessageStructure: 'json', Message: JSON.stringify(texts) };
}

/** A subject starts with a character that is seen. */
function toSubject(text: string): string {
  return text
    .replaceAll(/[^ -~]+/g, '?')
    .trimStart()
    .slice(0, maxSubject);
}

/** Cut at a line's end, and said so. */
function cutBody(text: string, maxBytes: number): string {
  const bytes = Buffer.from(text);
  if (bytes.length <= maxBytes) return text;
  const end = bytes.lastIndexOf('\n', maxBytes) + 1;
  const kept =
    end > 0 ? bytes.subarray(0, end).toString('utf8') : text.slice(0, Math.floor(maxBytes / 4)).toWellFormed();
  return `${kept}\n(cut here: the whole was longer than a message may be)\n`;
}
