import * as z from 'zod';
import { pattern } from './pattern.ts';

const name = z.string().regex(/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/, 'the name of a namespace');
const manifest = z
  .string()
  .regex(/(^|\/)[a-z0-9]([-a-z0-9]*[a-z0-9])?\.ya?ml$/, 'a YAML file that bears the name of what it makes');

/** `recovery point: 2026-03-02T02:00:00Z`, or with a blank and `+00`, as PostgreSQL prints it. */
const defaultRecoveryPoint = 'recovery point\\W+(\\d[\\dTZ:.+ -]*[\\dZ])';

const restoreJob = z.strictObject({
  manifest: manifest.describe(
    'A Job of yours, as a path: it restores the latest backup, asserts on the data, and fails where that is not right. The Job is named as the file.',
  ),
  namespace: name.describe('The scratch namespace in which it runs: none of `namespaces`.'),
  timeoutMinutes: z
    .int()
    .min(1)
    .max(12)
    .default(10)
    .describe('How long it may take; a window has 15 minutes for all that it does.'),
  recoveryTimeMinutes: z
    .number()
    .positive()
    .optional()
    .describe('The target for the time from the start to the restored data; without it: measured, not judged.'),
  recoveryPointHours: z
    .number()
    .positive()
    .optional()
    .describe('The target for the age of the restored data; without it: measured where told, not judged.'),
  recoveryPoint: pattern(1)
    .default(defaultRecoveryPoint)
    .describe(
      'The line of its log that tells the instant of the newest restored data: (ISO 8601, in UTC where it names no zone, or seconds since 1970). The last line that matches counts.',
    ),
});

/** The pods that the recovery tests start, and the Job of the restore drill. */
export const recovery = z.strictObject({
  namespace: name.describe('Where the test pods are created, and deleted again.'),
  manifest: manifest
    .default('test-recovery-pod.yaml')
    .describe('The pod of the weekly test: a file shipped with the program, or a path; the pod is named as the file.'),
  drManifest: manifest.default('dr-test-pod.yaml').describe('The pod of the disaster recovery test, likewise.'),
  timeoutSeconds: z.int().min(5).max(300).default(60).describe('How long a test pod may take to become Ready.'),
  restoreJob: restoreJob.optional().describe('The restore drill; without it: no restore is tried.'),
});
