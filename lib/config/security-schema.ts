import * as z from 'zod';

/** Pod Security Standards of the application's namespaces. */
export const podSecurity = z.strictObject({
  version: z
    .string()
    .regex(/^(latest|v?1\.\d{1,3})$/, 'latest or a Kubernetes version such as v1.34')
    .optional()
    .describe('The version of the Pod Security Standards; without it: the cluster’s own.'),
  level: z
    .enum(['privileged', 'baseline', 'restricted'])
    .default('baseline')
    .describe('The level that the application’s pods must pass and its namespaces must enforce.'),
});

/** Container images of the application. */
export const images = z.strictObject({
  allowedRegistries: z
    .array(z.string().min(1))
    .default([])
    .describe('Registries, or paths in them, that images may come from; none: any.'),
});
