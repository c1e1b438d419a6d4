import * as z from 'zod';

const name = z.string().regex(/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/, 'the name of a namespace');
const manifest = z
  .string()
  .regex(/(^|\/)[a-z0-9]([-a-z0-9]*[a-z0-9])?\.ya?ml$/, 'a YAML file that bears the name of its pod');

/** The pods that the recovery tests start. */
export const recovery = z.strictObject({
  namespace: name.describe('Where the test pods are created, and deleted again.'),
  manifest: manifest
    .default('test-recovery-pod.yaml')
    .describe('The pod of the weekly test: a file shipped with the program, or a path; the pod is named as the file.'),
  drManifest: manifest.default('dr-test-pod.yaml').describe('The pod of the disaster recovery test, likewise.'),
  timeoutSeconds: z.int().min(5).max(300).default(60).describe('How long a test pod may take to become Ready.'),
});
