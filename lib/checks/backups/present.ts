import { cronJobs } from '#lib/cluster/sources/jobs.ts';
import { defineCheck } from '../check.ts';
import { chooseBackups, noBackups } from './backup-jobs.ts';

/**
 * Each CronJob that the configuration names as a backup exists. One that is gone makes no Jobs that could fail.
 *
 * Reads: batch/v1 CronJob .metadata
 * Quiet for: configurations that name no backups; CronJobs that are backups by their labels only
 */
export const backupsPresent = defineCheck({
  id: 'backups/present',
  title: 'Every backup CronJob exists',
  severity: 'critical',
  remediation: [
    {
      text: 'Look which CronJobs there are, and whether it was renamed or deleted.',
      command: 'kubectl get cronjobs -n {namespace}',
    },
    {
      text: 'Bring it back from its manifest, or correct backups.cronJobs in the configuration.',
      verify: 'kubectl get cronjob {name} -n {namespace}',
    },
  ],
  reads: [cronJobs],
  *run({ cronJobs }, { config }) {
    const backups = chooseBackups(config, cronJobs);
    if (!backups) return noBackups;
    const [namespace = ''] = config.namespaces;
    for (const name of new Set(config.backups.cronJobs)) {
      if (backups.some((backup) => backup.name === name)) continue;
      yield {
        subject: { kind: 'CronJob', namespace, name },
        message: `Backup CronJob ${name} does not exist in ${config.namespaces.join(', ')}: nothing is backed up by it`,
      };
    }
    return new Set([...config.backups.cronJobs, ...backups.map((backup) => backup.name)]).size;
  },
});
