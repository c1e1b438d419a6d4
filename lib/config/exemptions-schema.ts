import * as z from 'zod';

/** One kind of finding that is known and accepted, by somebody, for a reason, until a day. */
export const exemption = z.strictObject({
  check: z
    .string()
    .regex(/^[a-z0-9-]+\/[a-z0-9-]+$/, 'the id of a check, such as pods/ready')
    .describe('The check whose findings are exempted (`runbook checks` lists them).'),
  namespace: z.string().min(1).optional().describe('Only what is in this namespace.'),
  kind: z.string().min(1).optional().describe('Only objects of this kind, such as `Deployment`.'),
  name: z
    .string()
    .min(1)
    .optional()
    .describe('Only objects of this name; `*` stands for any text, `?` for one character.'),
  container: z.string().min(1).optional().describe('Only findings on the container of this name.'),
  label: z
    .string()
    .regex(/^[^=\s]+=[^=\s]*$/, 'a label such as app=checkout')
    .optional()
    .describe('Only objects that carry this label, `key=value`.'),
  owner: z.string().trim().min(1).describe('Who answers for it.'),
  reason: z.string().trim().min(1).describe('Why the finding is accepted.'),
  until: z.iso
    .date('a date such as "2026-12-31"')
    .describe('The last day on which it holds, in `timeZone`; after it the findings are back.'),
});

/** An exemption as the configuration has it. */
export type Exemption = z.infer<typeof exemption>;
