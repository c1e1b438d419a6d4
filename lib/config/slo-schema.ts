import * as z from 'zod';

/** The objective of the platform, and how Prometheus measures it. */
export const slo = z.strictObject({
  target: z.number().gt(0).lt(100).default(99.95).describe('The share of good requests, in percent, over 30 days.'),
  errorRatioQuery: z
    .string()
    .includes('[WINDOW]', { error: 'a query with [WINDOW] where the range stands' })
    .describe('A PromQL query for the share of bad requests (0 to 1); `[WINDOW]` becomes `[30d]`, `[1h]` and so on.'),
});
