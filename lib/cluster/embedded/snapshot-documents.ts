import * as z from 'zod';
import type { AwsAnswer, PodLog, ServiceAnswer } from './snapshot.ts';

/** The apiVersion of a snapshot's own documents, which stand among the Kubernetes objects. */
export const SNAPSHOT_API_VERSION = 'eks-runbook/v1';

const ownHead = { apiVersion: z.literal(SNAPSHOT_API_VERSION), metadata: z.unknown().optional() };
const target = {
  apiVersion: z.string().optional(),
  kind: z.string(),
  namespace: z.string().optional(),
  name: z.string(),
};

const denialSchema = z.strictObject({
  verb: z.string(),
  group: z.string(),
  resource: z.string(),
  namespace: z.string().optional(),
  name: z.string().optional(),
});

/** `kind: Snapshot`: when and where the rest was recorded, and on what it is built. */
export const snapshotDocumentSchema = z.strictObject({
  ...ownHead,
  kind: z.literal('Snapshot'),
  takenAt: z.iso.datetime({ offset: true }).optional(),
  clusterName: z.string().min(1).optional(),
  serverVersion: z.looseObject({ major: z.string(), minor: z.string(), gitVersion: z.string() }).optional(),
  base: z.string().optional(),
  patch: z.array(z.strictObject({ ...target, merge: z.record(z.string(), z.unknown()) })).default([]),
  delete: z.array(z.strictObject(target)).default([]),
  denied: z.array(denialSchema).default([]),
  absent: z.array(z.string()).default([]),
  unavailable: z.array(z.string()).default([]),
});
export type SnapshotDocument = z.infer<typeof snapshotDocumentSchema>;

const headerName = z
  .string()
  .regex(/^[\w!#$%&'*+.^`|~-]+$/, 'a header name')
  .toLowerCase();
const headerValue = z.string().regex(/^[\t\x20-\x7e]*$/, 'a header value of printable ASCII');

const serviceAnswerSchema = z
  .strictObject({
    namespace: z.string(),
    service: z.string(),
    port: z.int(),
    scheme: z.enum(['http', 'https']).default('http'),
    path: z.string().startsWith('/'),
    status: z.int().min(200).max(599).default(200),
    headers: z.record(headerName, headerValue).default({}),
    body: z.string().default(''),
    json: z.unknown().optional(),
    delayMs: z.int().min(0).default(0),
    unreachable: z.boolean().default(false),
  })
  .transform(({ json, ...answer }): ServiceAnswer => {
    if (json === undefined)
      return { ...answer, headers: { 'content-type': 'text/plain; charset=utf-8', ...answer.headers } };
    return {
      ...answer,
      body: JSON.stringify(json),
      headers: { 'content-type': 'application/json', ...answer.headers },
    };
  });

/** `kind: HttpAnswers`: what services answer through the service proxy. */
export const httpAnswersDocumentSchema = z.strictObject({
  ...ownHead,
  kind: z.literal('HttpAnswers'),
  answers: z.array(serviceAnswerSchema),
});

/** `kind: PodLog`: what a container wrote. */
export const podLogDocumentSchema = z
  .strictObject({
    ...ownHead,
    kind: z.literal('PodLog'),
    namespace: z.string(),
    pod: z.string(),
    container: z.string(),
    previous: z.boolean().default(false),
    text: z.string(),
  })
  .transform(
    ({ namespace, pod, container, previous, text }): PodLog => ({ namespace, pod, container, previous, text }),
  );

const anyFields = z.record(z.string(), z.unknown()).default({});

/** `kind: AwsAnswers`: what AWS answers; of several that match, the first. */
export const awsAnswersDocumentSchema = z.strictObject({
  ...ownHead,
  kind: z.literal('AwsAnswers'),
  answers: z.array(
    z.strictObject({
      action: z.string().regex(/^[a-z0-9]+:[A-Za-z]+$/, 'an action such as ecr:DescribeImageScanFindings'),
      input: anyFields,
      output: anyFields,
      error: z.string().optional(),
    }) satisfies z.ZodType<AwsAnswer>,
  ),
});
