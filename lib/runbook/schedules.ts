/**
 * When each window runs, unless configuration says otherwise: five-field crons in the configured time zone. A window that
 * is not here runs on demand. They stand apart from the windows so that who only asks when need not load every check.
 */
export const windowSchedules = {
  'daily-morning': '0 8 * * *',
  'daily-afternoon': '0 14 * * *',
  'daily-evening': '0 18 * * *',
  'weekly-performance': '0 9 * * 1',
  'weekly-security': '0 9 * * 2',
  'weekly-configuration': '0 9 * * 3',
  'weekly-monitoring': '0 9 * * 4',
  'weekly-recovery': '0 9 * * 5',
  'monthly-performance': '0 10 1 1,4,7,10 *',
  'monthly-security': '0 10 1 2,5,8,11 *',
  'monthly-recovery': '0 10 1 3,6,9,12 *',
} as const;
