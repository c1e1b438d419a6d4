import { UsageError } from '#lib/config/usage-error.ts';
import type { WindowEvent } from '#lib/lambda/window-event.ts';
import { runId } from '#lib/store/keys.ts';
import type { Io } from '../io.ts';
import { describePlace } from './explain-aws.ts';
import { followLog } from './follow-log.ts';
import { type FunctionAnswer, invokeFunction } from './invoke-function.ts';
import { readLogRecord, renderLogRecord } from './log-line.ts';
import { listFunctions, type RunbookStack } from './stack.ts';

/** A window in its deployed function. */
export interface DeployedWindow {
  readonly stack: RunbookStack;
  readonly window: string;
  readonly functionName: string;
}

/** Finds the window's function. Throws `UsageError` when the stack has none. */
export async function findDeployedWindow(stack: RunbookStack, window: string): Promise<DeployedWindow> {
  const functions = await listFunctions(stack);
  const functionName = functions.find((name) => name.endsWith(`-${window}`));
  if (functionName !== undefined) return { stack, window, functionName };
  throw new UsageError(
    `the stack ${stack.name} in ${describePlace(stack.place)} has no function for ${window}: the window is switched off in the configuration (windows.${window}.enabled), or deployed by an older version; it has ${functions.join(', ') || 'none'}`,
  );
}

/**
 * Runs the window and gives what its function answers; until then, tells on the standard error what it logs. A log
 * that cannot be read does not keep it from running. Throws as `invokeFunction`.
 */
export async function invokeWindow(
  { stack, window, functionName }: DeployedWindow,
  event: Partial<WindowEvent>,
  timeZone: string,
  io: Io,
): Promise<FunctionAnswer> {
  const since = io.clock();
  const scheduledAt = event.scheduledAt ?? since.toISOString();
  io.stderr.write(`${functionName} in ${describePlace(stack.place)} has been started\n`);
  const answering = invokeFunction(stack, functionName, { ...event, scheduledAt });
  const tell = (line: string) => {
    const record = readLogRecord(line);
    if (!record || !isOfRun(record['correlation_id'], window, scheduledAt)) return false;
    io.stderr.write(`${renderLogRecord(record, timeZone)}\n`);
    return true;
  };
  const following = followLog({ stack, functionName, since, ended: answering, tell }).catch((error: Error) => {
    io.stderr.write(`its log cannot be followed: ${error.message}\n`);
  });
  const [answer] = await Promise.allSettled([answering, following]);
  if (answer.status === 'rejected') throw answer.reason;
  return answer.value;
}

/** The time for which it is scheduled keeps our run apart from others of the function, whatever its cluster is. */
function isOfRun(correlationId: unknown, window: string, scheduledAt: string): boolean {
  const [, , time] = runId({ window, cluster: 'any', scheduledAt }).split('.');
  return (
    typeof correlationId === 'string' && correlationId.startsWith(`${window}.`) && correlationId.endsWith(`.${time}`)
  );
}
