import { ParseError } from '@aws-lambda-powertools/parser/errors';
import * as z from 'zod/mini';
import en from 'zod/v4/locales/en.js';
import { UsageError } from '#lib/config/usage-error.ts';

// The small zod, since every window reads events at its start: it comes without words for what is wrong.
z.config(en());

/** What starts a window: the Scheduler's input, or a test event; `{}` runs it now. */
export const windowEventSchema = z.strictObject({
  /** The instant for which it is scheduled: with window and cluster it makes the run this run. Default: now. */
  scheduledAt: z.optional(z.iso.datetime({ offset: true })),
  /** Which of the function's clusters; needed when it has several. */
  cluster: z.optional(z.string().check(z.minLength(1))),
  /** Look and judge; keep nothing and tell nobody. */
  dryRun: z._default(z.boolean(), false),
  /** Ids of checks or steps; none: all. */
  only: z._default(z.array(z.string()), []),
  /** The id of an incident: only its failing checks run again, nothing is kept, and the answer is what became of them. */
  recheck: z.optional(z.string().check(z.minLength(1))),
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
