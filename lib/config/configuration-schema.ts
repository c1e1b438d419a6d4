import * as z from 'zod';

const objectName = z
  .string()
  .max(320)
  .regex(
    /^([a-z0-9]([-a-z0-9]*[a-z0-9])?\/)?[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/,
    'NAME (in the first of `namespaces`) or NAMESPACE/NAME',
  );

const requiredEnvironment = z.strictObject({
  workload: z.string().describe('The name of a Deployment, StatefulSet, DaemonSet or CronJob in `namespaces`.'),
  container: z.string().optional().describe('One of its containers; without it: each app container.'),
  names: z
    .array(z.string().regex(/^[\w.*-]+$/, 'the name of an environment variable; * stands for any letters'))
    .min(1)
    .describe('What must be set: names, or patterns such as `DATABASE*` of which one name at least must match.'),
});

/** What of the cluster's configuration is required, and how far it is looked into. */
export const configuration = z.strictObject({
  configMaps: z.array(objectName).default([]).describe('ConfigMaps that must be there.'),
  secrets: z
    .array(objectName)
    .default([])
    .describe('Secrets that must be there: the only ones that are read, each by its name.'),
  requiredKeys: z
    .record(z.string(), z.array(z.string()))
    .default({})
    .describe('Keys that must be there, by the name of the ConfigMap or Secret as it is written above.'),
  requiredEnvironment: z
    .array(requiredEnvironment)
    .default([])
    .describe('Environment variables that containers must get.'),
  exec: z
    .boolean()
    .default(false)
    .describe(
      'true: `env` is run in a pod of each such workload, which takes the right to exec; false: the specification is read.',
    ),
});

const labels = z
  .record(z.string(), z.string())
  .refine((value) => Object.keys(value).length > 0, 'at least one label (none would select every pod)');

const logSelector = z.strictObject({
  namespace: z.string().min(1).describe('Where the pods are.'),
  labels: labels.describe('Labels that select them.'),
  tailLines: z.int().min(1).max(5000).default(50).describe('How many of the last lines of each container are read.'),
});

/** Which logs are reviewed, besides those of the configured workloads. */
export const logs = z.strictObject({
  tailLines: z
    .int()
    .min(1)
    .max(5000)
    .default(100)
    .describe('How many of the last lines of each container of `workloads` are read.'),
  selectors: z
    .array(logSelector)
    .default([{ namespace: 'kube-system', labels: { 'k8s-app': 'kube-proxy' }, tailLines: 50 }])
    .describe('Further pods whose logs are reviewed; kube-proxy carries `k8s-app` on EKS.'),
  maxContainers: z
    .int()
    .min(1)
    .max(2000)
    .default(200)
    .describe('Of each selection the logs of at most so many containers are read.'),
});
