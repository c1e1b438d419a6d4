import { connectCluster } from '#lib/cluster/connection.ts';
import type { RunbookConfig } from '#lib/config/schema.ts';
import type { Recheck } from '#lib/incidents/event.ts';
import { troubleOf } from '#lib/incidents/group-findings.ts';
import type { Incident } from '#lib/incidents/incident.ts';
import { checksOf } from '#lib/runbook/window.ts';
import { findWindow } from '#lib/runbook/windows.ts';
import { nothingBefore } from '#lib/runs/compare.ts';
import { toDocument } from '#lib/runs/document.ts';
import { look } from '#lib/runs/look.ts';
import type { Target } from './target.ts';

/** Runs the failing checks of an incident again, and no others. */
export async function recheckOn(
  target: Target,
  incident: Incident,
  config: RunbookConfig,
  now: Date,
): Promise<Recheck> {
  const isOther = target.clusterName !== undefined && target.clusterName !== incident.cluster;
  if (isOther) return { result: 'unknown', reason: `it is on ${incident.cluster}, not on ${target.clusterName}` };
  const window = await findWindow(incident.window);
  const ids = new Set(window.steps.flatMap(checksOf).map(({ id }): string => id));
  const known = incident.checks.filter((id) => ids.has(id));
  // an unreachable cluster has no check of its own: any step that can read shows that it is back
  const only = known.length > 0 ? known : window.steps.slice(0, 1).map(({ id }) => id);
  const judgedAt = target.takenAt ?? now;
  const connection = connectCluster(target.access);
  try {
    const seen = await look(window, only, { config, now: judgedAt }, connection);
    if (known.length === 0) return judgeReach(seen.reads, incident);
    const at = now.toISOString();
    const identity = { id: incident.id, window: window.id, cluster: incident.cluster, scheduledAt: at };
    const facts = { ...identity, startedAt: at, finishedAt: at, judgedAt: judgedAt.toISOString() };
    return judge(
      toDocument(seen, nothingBefore, facts).steps.flatMap(({ checks }) => checks),
      incident,
    );
  } finally {
    connection.close();
  }
}

function judge(checks: Parameters<typeof troubleOf>[0], { severity }: Incident): Recheck {
  const trouble = troubleOf(checks, (finding) => finding.severity === severity);
  if (trouble.findingCount > 0) return { result: 'failing', trouble };
  const blind = checks.find(({ status }) => status === 'unknown');
  return blind ? { result: 'unknown', reason: blind.reason ?? `${blind.id} could not look` } : { result: 'passing' };
}

function judgeReach(
  reads: readonly { readonly status: string }[],
  { checks, findings, findingCount }: Incident,
): Recheck {
  if (reads.some(({ status }) => status !== 'failed')) return { result: 'passing' };
  return { result: 'failing', trouble: { checks, findings, findingCount } };
}
