import { UsageError } from '#lib/config/usage-error.ts';
import { suggest } from './asked-ids.ts';
import type { Window } from './window.ts';

/** Every window of the runbook, in its order; each is loaded only when it is asked for, with its checks. */
export const windowLoaders = {
  'daily-morning': async () => (await import('./daily-morning.ts')).dailyMorning,
  'daily-afternoon': async () => (await import('./daily-afternoon.ts')).dailyAfternoon,
  'daily-evening': async () => (await import('./daily-evening.ts')).dailyEvening,
  'weekly-performance': async () => (await import('./weekly-performance.ts')).weeklyPerformance,
  'weekly-security': async () => (await import('./weekly-security.ts')).weeklySecurity,
  'weekly-configuration': async () => (await import('./weekly-configuration.ts')).weeklyConfiguration,
  'weekly-monitoring': async () => (await import('./weekly-monitoring.ts')).weeklyMonitoring,
  'weekly-recovery': async () => (await import('./weekly-recovery.ts')).weeklyRecovery,
  'monthly-performance': async () => (await import('./monthly-performance.ts')).monthlyPerformance,
  'monthly-security': async () => (await import('./monthly-security.ts')).monthlySecurity,
  'monthly-recovery': async () => (await import('./monthly-recovery.ts')).monthlyRecovery,
  emergency: async () => (await import('./emergency.ts')).emergency,
} as const satisfies Readonly<Record<string, () => Promise<Window>>>;

/** The ids of the windows, in the runbook's order. */
export const windowIds: readonly string[] = Object.keys(windowLoaders);

/** The window of that id. Throws `UsageError` with the nearest name. */
export async function findWindow(id: string | undefined): Promise<Window> {
  const load = (windowLoaders as Readonly<Record<string, () => Promise<Window>>>)[id ?? ''];
  if (load) return load();
  if (id === undefined) throw new UsageError(`name a window: ${windowIds.join(', ')}`);
  throw new UsageError(`unknown window ${id}${suggest(id, windowIds)} (runbook windows lists all)`);
}
