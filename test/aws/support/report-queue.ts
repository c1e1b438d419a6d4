import { SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import { emulatorClient } from './create-table.ts';
import { callSigned, region } from './signed-call.ts';

/** What SNS puts into a queue. */
export interface Report {
  readonly Subject: string;
  readonly Message: string;
  readonly MessageAttributes?: Readonly<Record<string, { readonly Value: string }>>;
}

/** A subscriber of the report topic. */
export interface ReportQueue {
  /** Takes what has come since the last time: at most ten reports. */
  take(): Promise<readonly Report[]>;
}

/** Subscribes a new queue to a topic. */
export async function subscribeQueue(endpoint: string, topicArn: string): Promise<ReportQueue> {
  const sqs = <T>(operation: string, body: object) =>
    callSigned<T>(endpoint, { service: 'sqs', target: `AmazonSQS.${operation}`, body });
  const queueArn = `arn:aws:sqs:${region}:000000000000:reports`;
  const { QueueUrl } = await sqs<{ QueueUrl: string }>('CreateQueue', {
    QueueName: 'reports',
    Attributes: { Policy: JSON.stringify(mayReceive(queueArn, topicArn)) },
  });
  const sns = new SNSClient({ ...emulatorClient(endpoint), region });
  await sns.send(new SubscribeCommand({ TopicArn: topicArn, Protocol: 'sqs', Endpoint: queueArn }));
  sns.destroy();
  return {
    async take() {
      const { Messages = [] } = await sqs<{ Messages?: readonly { Body: string; ReceiptHandle: string }[] }>(
        'ReceiveMessage',
        { QueueUrl, MaxNumberOfMessages: 10 },
      );
      for (const { ReceiptHandle } of Messages) await sqs('DeleteMessage', { QueueUrl, ReceiptHandle });
      return Messages.map(({ Body }) => JSON.parse(Body) as Report);
    },
  };
}

function mayReceive(queueArn: string, topicArn: string) {
  const Condition = { ArnEquals: { 'aws:SourceArn': topicArn } };
  const service = { Service: 'sns.amazonaws.com' };
  const statement = { Effect: 'Allow', Principal: service, Action: 'sqs:SendMessage', Resource: queueArn, Condition };
  return { Version: '2012-10-17', Statement: [statement] };
}
