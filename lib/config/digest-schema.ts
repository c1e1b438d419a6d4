import * as z from 'zod';

/** What the team is told besides incidents. */
export const digest = z.strictObject({
  enabled: z.boolean().default(true).describe('false: there is no digest, and nobody is told of silences.'),
  at: z
    .string()
    .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'a time of day such as "08:30"')
    .default('08:30')
    .describe('When the digest of the last 24 hours is sent: a time of day in `timeZone`. Quote it.'),
  // PagerDuty only pages, and a text message holds no digest
  channels: z
    .array(z.enum(['slack', 'email']))
    .default(['slack', 'email'])
    .describe('Where the digest goes, and word of silences.'),
});

/** The runs that are expected, held against those that there are. */
export const ledger = z.strictObject({
  enabled: z.boolean().default(true).describe('false: nobody misses a window that did not run.'),
  graceMinutes: z
    .int()
    .min(1)
    .max(720)
    .default(15)
    .describe('A run that has not begun so long after its time is missed.'),
  severity: z
    .enum(['critical', 'warning'])
    .default('warning')
    .describe('What a missed run leads to, as findings of this severity do: see `routes`.'),
});
