import { Duration } from 'aws-cdk-lib';
import type { Window } from '#lib/runbook/window.ts';

/** Memory also sets the share of a processor: 1,769 MB is a whole one. */
export interface FunctionSize {
  readonly memoryMb: number;
  readonly timeout: Duration;
}

/** The largest clusters fit: 150,000 pods are read in 200 MB. A run waits for answers more than it computes. */
const memoryMb = 512;

/**
 * What a window gets: minutes to look; longer for those that go through history; the longest for those that wait for
 * pods to come back.
 */
export function sizeOf({ id }: Window): FunctionSize {
  if (id.endsWith('-recovery')) return { memoryMb, timeout: Duration.minutes(15) };
  if (id.startsWith('weekly-') || id.startsWith('monthly-')) return { memoryMb, timeout: Duration.minutes(10) };
  return { memoryMb, timeout: Duration.minutes(5) };
}

/** What answers a person: small and soon done. */
export const smallSize: FunctionSize = { memoryMb: 256, timeout: Duration.seconds(50) };

/** As small, and most often as soon done; but windows that look again are waited for, one after the other. */
export const sweepSize: FunctionSize = { ...smallSize, timeout: Duration.minutes(3) };
