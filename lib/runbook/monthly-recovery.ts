import { windowSchedules } from './schedules.ts';
import { backupValidation } from './steps/backup-validation.ts';
import { drTesting } from './steps/dr-testing.ts';
import type { Window } from './window.ts';

/** Disaster recovery, each third month. */
export const monthlyRecovery: Window = {
  id: 'monthly-recovery',
  title: 'Disaster Recovery',
  schedule: windowSchedules['monthly-recovery'],
  steps: [drTesting, backupValidation],
};
