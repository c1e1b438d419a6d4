import type { LastGood, Pause, Trouble } from './incident.ts';

/** What happens to an incident. `by` is the person who did it. */
export type IncidentEvent =
  /** A run saw it. */
  | {
      readonly kind: 'seen';
      readonly trouble: Trouble;
      readonly silence: Pause | null;
      /** If it comes back by this: after so many seconds its checks are run again, before anybody is told. */
      readonly recheckSeconds?: number;
      readonly run?: string;
      readonly lastGood?: LastGood | null;
    }
  /** A run looked at all that failed, and nothing of it is left. */
  | { readonly kind: 'passed'; readonly run: string }
  /** Time has gone on: what is due is done. The check was run again just now, if there was a page to send. */
  | { readonly kind: 'tick'; readonly silence: Pause | null; readonly recheck: Recheck }
  /** A silence has begun or ended: the one that holds now, or none. */
  | { readonly kind: 'silence'; readonly silence: Pause | null }
  /** `level`: the one that was asked to, where that is known; else whoever is paged now. */
  | { readonly kind: 'acknowledge'; readonly by: string; readonly level?: number }
  /** Who acknowledged for the level does not work on it after all. */
  | { readonly kind: 'unacknowledge'; readonly by: string; readonly level: number }
  /** A page to this level did not get through, for good. */
  | { readonly kind: 'undelivered'; readonly level: number; readonly channel: string; readonly error: string }
  | { readonly kind: 'resolve'; readonly by: string; readonly reason: string }
  | { readonly kind: 'extend'; readonly by: string; readonly until: string; readonly reason: string }
  /** `level`: the one that it stands at for whoever asks, so that two who ask at once move it by one. */
  | { readonly kind: 'escalate'; readonly by: string; readonly level: number }
  | { readonly kind: 'note'; readonly by: string; readonly text: string };

/** What the failing checks gave when they were run again. Why they could not be is said in `reason`. */
export type Recheck =
  | { readonly result: 'failing'; readonly trouble: Trouble }
  | { readonly result: 'passing' }
  | { readonly result: 'unknown'; readonly reason: string };
