import { resolve } from 'node:path';
import * as z from 'zod';
import { UsageError } from '#lib/config/usage-error.ts';

const arnOf = (service: string) => new RegExp(`^arn:aws[a-z-]*:${service}:\\S+$`);

/** A role for each cluster in another account: `CLUSTER=ARN,...`. */
const clusterRoles = z.string().transform((text, context) => {
  const pairs = text
    .split(',')
    .filter(Boolean)
    .map((pair) => pair.split('='));
  const wrong = pairs.find(([cluster, arn]) => !cluster || !arnOf('iam').test(arn ?? ''));
  if (wrong) context.addIssue({ code: 'custom', message: `expected CLUSTER=ROLE-ARN, found "${wrong.join('=')}"` });
  return new Map(pairs.map(([cluster = '', arn = '']) => [cluster, arn]));
});

const environmentSchema = z.object({
  TABLE_NAME: z.string().min(3),
  TOPIC_ARN: z.string().regex(arnOf('sns'), 'expected the ARN of an SNS topic'),
  CONFIG: z
    .string()
    .transform((text) => text.split(',').filter(Boolean))
    .refine((files) => files.length > 0, 'expected at least one file'),
  CLUSTER_ROLES: clusterRoles.prefault(''),
  LAMBDA_TASK_ROOT: z.string().default('.'),
});

/** What a function's environment says. */
export interface Environment {
  readonly tableName: string;
  /** Where runs tell what changed. */
  readonly topicArn: string;
  /** The configuration files beside the code, one for each cluster. */
  readonly configPaths: readonly string[];
  /** The roles to assume, by cluster. */
  readonly clusterRoles: ReadonlyMap<string, string>;
}

/** Throws `UsageError` with all that is wrong. */
export function readEnvironment(variables: Readonly<Record<string, string | undefined>>): Environment {
  const parsed = environmentSchema.safeParse(variables);
  if (!parsed.success) {
    const wrong = parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ');
    throw new UsageError(`the function's environment is not right (${wrong}); the stack sets it: deploy it again`);
  }
  const { TABLE_NAME, TOPIC_ARN, CONFIG, CLUSTER_ROLES, LAMBDA_TASK_ROOT } = parsed.data;
  return {
    tableName: TABLE_NAME,
    topicArn: TOPIC_ARN,
    configPaths: CONFIG.map((file) => resolve(LAMBDA_TASK_ROOT, file)),
    clusterRoles: CLUSTER_ROLES,
  };
}
