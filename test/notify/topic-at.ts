import { openSnsTopic } from '#lib/notify/sns.ts';

/** A topic that a provider on loopback stands for. */
export const topicAt = (endpoint: string) =>
  openSnsTopic('arn:aws:sns:eu-west-1:111122223333:reports', {
    endpoint,
    region: 'eu-west-1',
    maxAttempts: 1,
    credentials: { accessKeyId: 'none', secretAccessKey: 'none' },
  });

/** What SNS answers to a message that it takes. */
export const published = `<PublishResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><PublishResult><MessageId>1</MessageId></PublishResult></PublishResponse>`;
