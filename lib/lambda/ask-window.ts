import * as z from 'zod';
import type { Recheck } from '#lib/incidents/event.ts';
import type { Incident } from '#lib/incidents/incident.ts';

/** Gives an event to the function of a window, and waits for its answer. Rejects when it fails or is not there. */
export type AskWindow = (window: string, event: unknown, signal: AbortSignal) => Promise<unknown>;

/** Pages wait for the second look: no longer than so. */
const patienceMs = 25_000;

/** Asks the function of an incident's window to look again: the sweep has no rights to the cluster. */
export async function askForRecheck({ window, id }: Pick<Incident, 'window' | 'id'>, ask: AskWindow): Promise<Recheck> {
  try {
    const answer = await ask(window, { recheck: id }, AbortSignal.timeout(patienceMs));
    const parsed = recheckSchema.safeParse(answer);
    if (!parsed.success) throw new Error('it answered something else');
    return parsed.data as Recheck;
  } catch (error) {
    const reason = error instanceof Error && error.name === 'TimeoutError' ? 'it took too long' : String(error);
    return { result: 'unknown', reason: `the function of ${window} could not look: ${reason}` };
  }
}

const recheckSchema = z.discriminatedUnion('result', [
  z.looseObject({ result: z.literal('failing'), trouble: z.looseObject({ findingCount: z.int() }) }),
  z.object({ result: z.literal('passing') }),
  z.object({ result: z.literal('unknown'), reason: z.string() }),
]);

/** The functions beside our own one in AWS. The SDK's client is loaded with the first question: most sweeps have none. */
export function openWindows(variables: Readonly<Record<string, string | undefined>>): AskWindow {
  return async (window, event, signal) => {
    const { invokeBeside } = await import('./invoke-beside.ts');
    return invokeBeside(variables.AWS_LAMBDA_FUNCTION_NAME ?? '', window, event, signal);
  };
}
