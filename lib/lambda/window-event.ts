import { ParseError } from '@aws-lambda-powertools/parser/errors';
import * as z from 'zod';
import { UsageError } from '#lib/config/usage-error.ts';

/** What starts a window: the Scheduler's input, or a test event; `{}` runs it now. */
export const windowEventSchema = z.strictObject({
  /** The instant for which it is scheduled: with window and cluster it makes the run this run. Default: now. */
  scheduledAt: z.iso.datetime({ offset: true }).optional(),
  /** Which of the function's clusters; needed when it has several. */
  cluster: z.string().min(1).optional(),
  /** Look and judge; keep nothing and tell nobody. */
  dryRun: z.boolean().default(false),
  /** Ids of checks or steps; none: all. */
  only: z.array(z.string()).default([]),
});

export type WindowEvent = z.infer<typeof windowEventSchema>;

/** A parser's refusal of the event as a message for whoever sent it; any other error as it is. */
export function explainEventError(error: Error | null | undefined): Error | null | undefined {
  if (!(error instanceof ParseError)) return error;
  const issues = error.cause as readonly { readonly path?: readonly unknown[]; readonly message: string }[];
  const wrong = issues.map(({ path = [], message }) => [path.join('.'), message].filter(Boolean).join(': ')).join('; ');
  return new UsageError(
    `the event is not right (${wrong}); send {} or {"cluster": "NAME", "dryRun": true, "only": ["CHECK-OR-STEP-ID"]}`,
  );
}
