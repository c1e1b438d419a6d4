import { UsageError } from '#lib/config/usage-error.ts';
import type { Recheck } from '#lib/incidents/event.ts';
import type { Incident } from '#lib/incidents/incident.ts';
import { judgeRecheck } from '#lib/incidents/judge-recheck.ts';
import type { Window } from '#lib/runbook/window.ts';
import { lookAgain } from '#lib/runs/look-again.ts';
import { readIncident } from '#lib/store/incidents.ts';
import { chooseConfig } from './deployed-configs.ts';
import { startLookingTime } from './time-left.ts';
import type { WarmParts } from './window-parts.ts';

/** An incident that is to be looked at again: by the function of its window, which has the rights. */
export interface RecheckOrder {
  readonly window: Window;
  /** The incident's id. */
  readonly recheck: string;
  readonly remainingMs: number;
}

/** Runs the failing checks of an incident again. Nothing is kept and nobody is told. Throws `UsageError`. */
export async function recheckDeployed(
  { window, recheck, remainingMs }: RecheckOrder,
  parts: WarmParts,
): Promise<Recheck> {
  const { table, configs, clock, connect } = parts;
  const incident = await readIncident<Incident>(table, recheck);
  if (incident?.window !== window.id) throw new UsageError(`there is no incident ${recheck} of ${window.id}`);
  const config = chooseConfig(configs, incident.cluster);
  const looking = startLookingTime(remainingMs);
  const connection = connect(config, looking.signal);
  try {
    const { checks } = incident;
    return judgeRecheck(await lookAgain({ window, checks, config, connection, now: clock(), table }), incident);
  } finally {
    looking.end();
    connection.close();
  }
}
