import { readCron } from '#lib/config/cron.ts';
import { UsageError } from '#lib/config/usage-error.ts';
import { permissionsOf } from '#lib/runbook/permissions.ts';
import type { Window } from '#lib/runbook/window.ts';
import type { DeployedCluster } from './deployment.ts';
import { dailyHours, toSchedulerCron } from './scheduler-cron.ts';

/** When a window runs against one cluster. */
export interface PlannedSchedule {
  readonly cluster: DeployedCluster;
  /** As EventBridge Scheduler takes it. */
  readonly expression: string;
  readonly timeZone: string;
  /** The hours at which it runs every day, in its time zone; none if it does not run every day. */
  readonly dailyHours: ReadonlySet<number>;
}

/** One window as it is deployed. */
export interface PlannedWindow {
  readonly window: Window;
  /** The clusters whose configuration has it enabled, at least one. */
  readonly clusters: readonly DeployedCluster[];
  /** None for a window on demand. */
  readonly schedules: readonly PlannedSchedule[];
  /** Whether its checks create or delete anything in a cluster. */
  readonly writesToCluster: boolean;
}

/**
 * The windows that some cluster has enabled, at least one. Throws `UsageError` for a schedule that Scheduler cannot keep,
 * and for a cluster without a window.
 */
export function planWindows(windows: readonly Window[], clusters: readonly DeployedCluster[]): PlannedWindow[] {
  const planned = windows.flatMap((window) => {
    const enabled = clusters.filter(({ config }) => config.windows[window.id]?.enabled !== false);
    if (enabled.length === 0) return [];
    const rights = enabled.flatMap(({ config }) => permissionsOf(window, config));
    return {
      window,
      clusters: enabled,
      schedules: enabled.flatMap((cluster) => planSchedule(window, cluster)),
      writesToCluster: rights.some(({ verb }) => verb === 'create' || verb === 'delete'),
    };
  });
  for (const cluster of clusters) {
    if (planned.some((one) => one.clusters.includes(cluster))) continue;
    throw new UsageError(
      `${cluster.configPath}: every window is disabled, so nothing would look at ${cluster.name}; enable one, or take the file out of cdk.json (configs)`,
    );
  }
  return planned;
}

function planSchedule(window: Window, cluster: DeployedCluster): PlannedSchedule[] {
  const schedule = cluster.config.windows[window.id]?.schedule ?? window.schedule;
  if (schedule === undefined) return [];
  const cron = readCron(schedule);
  const expression = 'mistake' in cron ? cron : toSchedulerCron(cron);
  if ('mistake' in cron || typeof expression !== 'string') {
    const { mistake } = expression as { mistake: string };
    throw new UsageError(`${cluster.configPath}: windows.${window.id}.schedule "${schedule}": ${mistake}`);
  }
  return [{ cluster, expression, timeZone: cluster.config.timeZone, dailyHours: dailyHours(cron) }];
}
