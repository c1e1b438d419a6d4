import { setTimeout as sleep } from 'node:timers/promises';
import { CloudWatchLogsClient, paginateFilterLogEvents } from '@aws-sdk/client-cloudwatch-logs';
import { explainAwsError } from './explain-aws.ts';
import type { RunbookStack } from './stack.ts';

/** The log that is followed, and until when. */
export interface LogWatch {
  readonly stack: RunbookStack;
  /** The function whose log it is. */
  readonly functionName: string;
  readonly since: Date;
  /** Settles when the function has answered, or has refused to run. */
  readonly ended: Promise<unknown>;
  /** Gets each line once, in the order of the log; gives whether it was one of those that are waited for. */
  readonly tell: (line: string) => boolean;
  /** How the next look is waited for, at most until the signal; default: two seconds. */
  readonly wait?: (signal: AbortSignal) => Promise<unknown>;
}

/** Clocks here and in AWS may differ by so much. */
const clockSkewMs = 60_000;
/** A line is in the log seconds after it was written: so often we look again while none has come at all. */
const looksForLate = 2;

/** Where a function writes. */
export function logGroupOf(functionName: string): string {
  return `/aws/lambda/${functionName}`;
}

/**
 * Tells the lines of a function's log as they come, until it has answered. Throws `UsageError` or `ReadError` where the
 * log cannot be read.
 */
export async function followLog(watch: LogWatch): Promise<void> {
  const { stack, functionName, since, ended, tell, wait = waitAWhile } = watch;
  const client = new CloudWatchLogsClient(stack.client);
  const input = { logGroupName: logGroupOf(functionName), startTime: since.getTime() - clockSkewMs };
  const over = new AbortController();
  const lateLooks = ended.then(
    () => looksForLate,
    () => 0,
  );
  void lateLooks.then(() => over.abort());
  const seen = new Set<string>();
  let isTold = false;

  async function look(): Promise<void> {
    for await (const { events = [] } of paginateFilterLogEvents({ client }, input)) {
      for (const { eventId = '', message = '' } of events.filter((event) => !seen.has(event.eventId ?? ''))) {
        seen.add(eventId);
        isTold = tell(message) || isTold;
      }
    }
  }

  try {
    for (let isLast = false; !isLast; ) {
      await wait(over.signal);
      isLast = over.signal.aborted;
      await look();
    }
    for (let left = await lateLooks; left > 0 && !isTold; left -= 1) {
      await wait(new AbortController().signal);
      await look();
    }
  } catch (error) {
    throw explainAwsError(error, 'logs:FilterLogEvents', stack.place);
  } finally {
    client.destroy();
  }
}

async function waitAWhile(signal: AbortSignal): Promise<void> {
  await sleep(2000, undefined, { signal }).catch(() => undefined);
}
