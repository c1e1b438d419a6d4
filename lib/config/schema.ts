import * as z from 'zod';
import { backups } from './backups-schema.ts';
import { configuration, logs } from './configuration-schema.ts';
import { escalation, secretReference } from './escalation-schema.ts';
import { exemption } from './exemptions-schema.ts';
import { recovery } from './recovery-schema.ts';
import { images, podSecurity } from './security-schema.ts';
import { slo } from './slo-schema.ts';
import { isTimeZone } from './time-zone.ts';

// The message of every regex and refinement is what was expected: "an IANA time zone", not a sentence.

const name = z
  .string()
  .max(253)
  .regex(/^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/, 'a Kubernetes name (lower-case letters, digits, "-" and ".")');
const id = z.string().regex(/^[a-z0-9][-a-z0-9]*$/, 'an id (lower-case letters, digits and "-")');
const port = z.int().min(1).max(65535);
const scheme = z.enum(['http', 'https']).default('http').describe('How the Service is spoken to.');

/** A service that is asked over HTTP through the API server's service proxy. */
const httpService = z.strictObject({
  namespace: name.optional().describe('Where the Service is; without it: the namespace of the section it stands in.'),
  service: name.describe('The name of the Service.'),
  port: port.describe('The port of the Service.'),
  scheme,
  pathPrefix: z
    .string()
    .regex(/^(\/.*[^/])?$/, 'a path that starts with / and does not end with one')
    .default('')
    .describe('What stands before every path, where it is served below one.'),
});

const workload = z.strictObject({
  name: name.describe('The name of the Deployment, StatefulSet or DaemonSet.'),
  kind: z.enum(['Deployment', 'StatefulSet', 'DaemonSet']).default('Deployment').describe('What it is.'),
  namespace: name.describe('Where it is: one of `namespaces`.'),
  labels: z
    .record(z.string(), z.string())
    .refine((labels) => Object.keys(labels).length > 0, 'at least one label (none would select every pod)')
    .describe('Labels that select its pods (for logs and events).'),
  service: name.optional().describe('The Service in front of it.'),
  port: port.optional().describe('The port of that Service which answers health requests.'),
  scheme,
  healthPath: z
    .string()
    .regex(/^\//, 'a path that starts with /')
    .optional()
    .describe('The path of the health endpoint, asked through `service` and `port`; without it: not asked.'),
});

/** What can be set for every check, besides its own settings. */
export const checkSwitches = z.strictObject({
  enabled: z.boolean().optional().describe('false: the check does not run.'),
  severity: z.enum(['critical', 'warning', 'info']).optional().describe('Replaces the severity of its findings.'),
  openAfterRuns: z
    .int()
    .min(1)
    .max(10)
    .optional()
    .describe(
      'In so many runs in a row a finding of it must be seen first; without it: as `escalation.openAfterRuns`.',
    ),
  recheckSeconds: z
    .int()
    .min(30)
    .max(900)
    .optional()
    .describe(
      'Before anybody is told for the first time, it is run again after so long; without it: it is told at once.',
    ),
});

/** What can be set for one check: its severity, whether it runs, and its own settings by name. */
const checkOverrides = checkSwitches.catchall(
  z
    .union([z.number(), z.string(), z.boolean(), z.array(z.string())])
    .describe('A setting of the check, by its name; see the table of checks.'),
);

/** What can be set for one window. */
export const windowOverrides = z.strictObject({
  enabled: z.boolean().optional().describe('false: the window has no schedule and is not deployed.'),
  schedule: z.string().optional().describe('When it runs: a five-field cron in `timeZone`, such as `0 8 * * 1-5`.'),
});

const monitoring = z.strictObject({
  namespace: name.describe('The namespace of the monitoring stack.'),
  prometheus: httpService.optional().describe('The Service of Prometheus; without it: not asked.'),
  alertmanager: httpService.optional().describe('The Service of Alertmanager; without it: not asked.'),
  watchdog: z.string().optional().describe('The alert that must always fire; without it: none is expected.'),
  criticalLabels: z
    .record(z.string(), z.string())
    .default({ severity: 'critical' })
    .describe('Labels that make a firing alert critical.'),
});

const reads = z.strictObject({
  fullPodsUpTo: z
    .int()
    .min(0)
    .default(3000)
    .describe(
      'Above so many pods, the healthy ones outside the application’s and the monitoring namespaces are read as a table.',
    ),
});

const contact = z.strictObject({
  id: id.describe('What it is referred to by; each once.'),
  name: z.string().describe('The person or team.'),
  email: z.email().optional().describe('Their email address.'),
  phone: z.string().optional().describe('Their phone number.'),
  pagerdutyRoutingKey: secretReference
    .optional()
    .describe('Where the routing key of their own PagerDuty service is; without it: that of `escalation.delivery`.'),
  emailTopicArn: z
    .string()
    .optional()
    .describe('The SNS topic of their e-mail; without it: that of `escalation.delivery`.'),
  phoneTopicArn: z
    .string()
    .optional()
    .describe('The SNS topic of their text messages; without it: that of `escalation.delivery`.'),
});

const channels = z.strictObject({
  slack: z.string().optional().describe('A Slack channel. Quote it: # starts a comment in YAML.'),
  email: z.email().optional().describe('An email address.'),
  phone: z.string().optional().describe('A phone number.'),
  pagerduty: z.string().optional().describe('A PagerDuty service.'),
});

/** Durations in configuration are whole numbers in the unit that ends their name. */
export const runbookConfigSchema = z.strictObject({
  schemaVersion: z.literal(1).describe('The version of this format.'),
  cluster: z
    .strictObject({
      name: z.string().min(1).describe('The name under which runs are kept and told; on EKS the cluster name.'),
      region: z.string().optional().describe('The AWS region of the cluster.'),
      roleArn: z
        .string()
        .regex(/^arn:aws[a-z-]*:iam::\d{12}:role\/\S+$/, 'the ARN of an IAM role')
        .optional()
        .describe('A role to assume first, for a cluster in another account; EKS is asked as this role.'),
    })
    .describe('The cluster that is looked at.'),
  timeZone: z
    .string()
    .refine(isTimeZone, 'an IANA time zone such as Europe/Berlin')
    .default('UTC')
    .describe('The zone of the windows and of times in reports.'),
  namespaces: z.array(name).min(1).describe('The namespaces of the application.'),
  workloads: z.array(workload).default([]).describe('The application’s workloads, with their health endpoints.'),
  monitoring: monitoring.optional().describe('The monitoring stack; without it: its checks do not apply.'),
  backups: backups.prefault({}).describe('The backups of the application.'),
  recovery: recovery.optional().describe('The recovery tests; without it: no pod is ever created.'),
  slo: slo.optional().describe('The service level objective; without it: not judged.'),
  podSecurity: podSecurity.prefault({}).describe('Pod Security Standards of the application’s namespaces.'),
  images: images.prefault({}).describe('Container images of the application.'),
  configuration: configuration.prefault({}).describe('The configuration that the application needs.'),
  logs: logs.prefault({}).describe('The logs that are reviewed.'),
  reads: reads.prefault({}).describe('How the cluster is read.'),
  windows: z
    .record(z.string(), windowOverrides)
    .default({})
    .describe('Overrides of the shipped windows, by window id.'),
  checks: z.record(z.string(), checkOverrides).default({}).describe('Settings and severities, by check id.'),
  exemptions: z.array(exemption).default([]).describe('Findings that are known and accepted, each until a day.'),
  contacts: z.array(contact).default([]).describe('People and teams.'),
  channels: channels.prefault({}).describe('Where people are told.'),
  escalation: escalation.prefault({}).describe('Incidents: who is told, when and how, until they are resolved.'),
});

/** A configuration with every default filled in. */
export type RunbookConfig = z.infer<typeof runbookConfigSchema>;
/** One workload of the application. */
export type WorkloadConfig = RunbookConfig['workloads'][number];
/** An HTTP service behind the service proxy. */
export type HttpServiceConfig = z.infer<typeof httpService>;
