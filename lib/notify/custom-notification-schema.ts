import * as z from 'zod';

const text = (max: number) =>
  z
    .string()
    .min(1)
    .max(max)
    .refine((one) => one.isWellFormed(), 'a text without half a character');

/**
 * What Amazon Q in chat applications reads; anything else it drops without a word. How long a field may be it does not
 * say: these are the lengths that are sent.
 * https://docs.aws.amazon.com/chatbot/latest/adminguide/custom-notifs.html
 */
export const customNotification = z.strictObject({
  version: z.literal('1.0'),
  source: z.literal('custom'),
  id: text(512).optional(),
  content: z.strictObject({
    textType: z.literal('client-markdown'),
    title: text(250).optional(),
    description: text(4000),
    nextSteps: z.array(text(1000)).optional(),
    keywords: z.array(text(100)).optional(),
  }),
  metadata: z
    .strictObject({
      threadId: text(512).optional(),
      summary: text(250).optional(),
      eventType: text(100).optional(),
      relatedResources: z.array(text(512)).optional(),
      additionalContext: z.record(z.string(), z.string()).optional(),
    })
    .optional(),
});
