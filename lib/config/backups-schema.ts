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

/** Which CronJobs are backups, and what their logs say. */
export const backups = z.strictObject({
  cronJobs: z.array(z.string()).default([]).describe('Names of the CronJobs that are backups, in `namespaces`.'),
  labels: labels.optional().describe('Labels of further CronJobs that are backups.'),
  retentionDays: z
    .int()
    .min(1)
    .optional()
    .describe('How far back the kept backups must reach; without it: not judged.'),
  log: log.prefault({}).describe('How the log of a backup is read.'),
});
