import { windowSchedules } from './schedules.ts';
import { backupVerification } from './steps/backup-verification.ts';
import { recoveryTesting } from './steps/recovery-testing.ts';
import type { Window } from './window.ts';

/** The backups and the recovery test, each Friday. */
export const weeklyRecovery: Window = {
  id: 'weekly-recovery',
  title: 'Backup and Recovery',
  schedule: windowSchedules['weekly-recovery'],
  steps: [backupVerification, recoveryTesting],
};
