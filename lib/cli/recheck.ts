import { connectCluster } from '#lib/cluster/connection.ts';
import type { RunbookConfig } from '#lib/config/schema.ts';
import type { Recheck } from '#lib/incidents/event.ts';
import type { Incident } from '#lib/incidents/incident.ts';
import { judgeRecheck } from '#lib/incidents/judge-recheck.ts';
import { findWindow } from '#lib/runbook/windows.ts';
import { lookAgain } from '#lib/runs/look-again.ts';
import type { Table } from '#lib/store/table.ts';
import type { Target } from './target.ts';

/** Runs the failing checks of an incident again, on a cluster that the command line names. */
export async function recheckOn(
  target: Target,
  incident: Incident,
  config: RunbookConfig,
  now: Date,
  table: Table,
): Promise<Recheck> {
  const isOther = target.clusterName !== undefined && target.clusterName !== incident.cluster;
  if (isOther) return { result: 'unknown', reason: `it is on ${incident.cluster}, not on ${target.clusterName}` };
  const window = await findWindow(incident.window);
  const connection = connectCluster(target.access);
  try {
    const { checks } = incident;
    const seen = await lookAgain({ window, checks, config, connection, now, judgedAt: target.takenAt ?? now, table });
    return judgeRecheck(seen, incident);
  } finally {
    connection.close();
  }
}
