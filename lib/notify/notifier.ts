import type { Incident } from '#lib/incidents/incident.ts';
import type { Delivery } from '#lib/store/outbox.ts';

/** What is to be told, and the incident as it stands when it is told. */
export interface Telling {
  readonly delivery: Delivery;
  readonly incident: Incident;
  readonly now: Date;
  /** The IANA zone in which times are told. */
  readonly timeZone: string;
  /** A signed link by which the level acknowledges, where there are such links and it still can. */
  readonly acknowledgeUrl?: string;
}

/**
 * How a try to send ended: the provider took it, it may be tried again (no sooner than `retryAfterMs`), or it will never
 * be taken. What was accepted may still not reach anybody.
 */
export type SendResult =
  | { readonly result: 'accepted' }
  | { readonly result: 'try-again'; readonly error: string; readonly retryAfterMs?: number }
  | { readonly result: 'refused'; readonly error: string };

/** One way to people. */
export interface Notifier {
  /** Tries once, and does not throw: whoever sends keeps what became of it and tries again. */
  send(telling: Telling): Promise<SendResult>;
}

/** A provider that does not answer must not hold up the others. */
const sendTimeoutMs = 10_000;

/** Posts JSON once. 429, 5xx and no answer may be tried again; every other refusal is final. */
export async function postJson(url: string, body: string): Promise<SendResult> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
      signal: AbortSignal.timeout(sendTimeoutMs),
    });
    const text = (await response.text()).slice(0, 200);
    if (response.ok) return { result: 'accepted' };
    const error = `${hostOf(url)} answered ${response.status} ${text}`.trimEnd();
    if (response.status !== 429 && response.status < 500) return { result: 'refused', error };
    const seconds = Number(response.headers.get('retry-after') ?? Number.NaN);
    return { result: 'try-again', error, ...(seconds > 0 && { retryAfterMs: seconds * 1000 }) };
  } catch (error) {
    return { result: 'try-again', error: `${hostOf(url)} did not answer: ${reasonOf(error)}` };
  }
}

/** Of an address that may itself be a secret, only the host. */
function hostOf(url: string): string {
  return URL.parse(url)?.host ?? 'an address that is no URL';
}

/** The message of what was thrown, without an address that may be a secret. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { cause, message } = error;
  return cause instanceof Error && cause.message ? cause.message : message;
}
