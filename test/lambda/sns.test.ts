import { expect, it } from 'vitest';
import { openSnsTopic } from '#lib/notify/sns.ts';
import { startFakeAws } from '../eks/fake-aws.ts';
import { accepted } from './function-bench.ts';

const arn = 'arn:aws:sns:eu-west-1:111122223333:reports';

async function publish(subject: string, body: string): Promise<URLSearchParams> {
  const { calls } = await startFakeAws(() => accepted);
  await openSnsTopic(arn).publish({ subject, body, attributes: { window: 'daily-morning' } });
  return calls[0]?.form ?? new URLSearchParams();
}

it.each([
  ['FAILED on shop: 1 new', 'FAILED on shop: 1 new'],
  ['line\nbreak – “quoted”', 'line?break ? ?quoted?'],
  ['x'.repeat(120), 'x'.repeat(99)],
])('makes %j a subject that SNS takes', async (subject, sent) => {
  expect((await publish(subject, 'body')).get('Subject')).toBe(sent);
});

it('sends a body as it is while SNS takes it', async () => {
  const body = `${'ü'.repeat(124_999)}\n`;
  expect((await publish('subject', body)).get('Message')).toBe(body);
});

it('cuts a longer one after a whole line, and says so', async () => {
  const line = `${'ü'.repeat(4999)}\n`;
  const sent = (await publish('subject', line.repeat(30))).get('Message') ?? '';
  const end = '\n(cut here: the whole was longer than a message may be)\n';
  expect(sent).toBe(line.repeat(25) + end);
  expect(Buffer.byteLength(sent)).toBeLessThan(262_144);
});
