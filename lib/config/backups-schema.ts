import * as z from 'zod';
import { pattern } from './pattern.ts';

const labels = z
  .record(z.string(), z.string())
  .refine((value) => Object.keys(value).length > 0, 'at least one label (none would select everything)');

const log = z.strictObject({
  labels: labels
    .default({ 'job-name': 'backup-job' })
    .describe('Labels of further pods whose logs tell of a backup, besides those of the CronJobs’ own Jobs.'),
  completed: pattern()
    .default('backup completed')
    .describe('What a complete backup writes; regular expressions here match without regard to case.'),
  error: pattern()
    .default('\\b(error|fatal|panic|corrupt(ed|ion)?|checksum mismatch|no space left)\\b')
    .describe('What a line that tells of a fault holds; "0 errors" and the like tell of none.'),
  size: pattern(2)
    .default('\\b(\\d+(?:\\.\\d+)?) ?([KMGT]i?B|bytes|B)\\b')
    .describe('The size: (number) and (unit). The last line that matches counts.'),
  duration: pattern(2)
    .default('completed.* in (\\d+(?:\\.\\d+)?) ?(ms|s|sec|seconds|m|min|minutes|h|hours)\\b')
    .describe('How long it took: (number) and (unit); without a match: how long the container ran.'),
  kept: pattern(1).default('\\bkept (\\d+)').describe('How many backups are kept: (number).'),
});

const arn = z.string().regex(/^arn:aws[a-z-]*:[a-z0-9-]+:[a-z0-9-]*:(\d{12})?:\S+$/, 'an ARN');

const aws = z.strictObject({
  vaults: z
    .array(z.string().regex(/^[a-zA-Z0-9_-]{2,50}$/, 'the name of a backup vault'))
    .default([])
    .describe('Vaults of AWS Backup: everything that has recovery points in them must have a recent one.'),
  resourceArns: z
    .array(arn)
    .default([])
    .describe('Resources that must have a recent recovery point in AWS Backup, whatever the vault.'),
  rdsInstances: z
    .array(z.string().regex(/^[a-zA-Z][a-zA-Z0-9-]{0,62}$/, 'the identifier of a DB instance'))
    .default([])
    .describe('DB instances of RDS that must be restorable to a recent instant.'),
  maxAgeHours: z
    .int()
    .min(1)
    .default(26)
    .describe('How old the newest recovery point, or the newest snapshot, may be: a daily backup and two hours.'),
});

/** Which CronJobs are backups, and what their logs say. */
export const backups = z.strictObject({
  cronJobs: z.array(z.string()).default([]).describe('Names of the CronJobs that are backups, in `namespaces`.'),
  labels: labels.optional().describe('Labels of further CronJobs that are backups.'),
  retentionDays: z
    .int()
    .min(1)
    .optional()
    .describe('How far back the kept backups must reach; without it: not judged.'),
  aws: aws.optional().describe('Backups that AWS makes; without it: AWS is not asked about any.'),
  log: log.prefault({}).describe('How the log of a backup is read.'),
});
