import type { Incident } from '#lib/incidents/incident.ts';
import type { Notice } from '#lib/store/notices.ts';
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

/** A notice that is to be told: it was written when it was decided on, and does not change. */
export interface NoticeTelling extends Pick<Telling, 'delivery' | 'now' | 'timeZone'> {
  readonly notice: Notice;
}

/** Whatever a channel carries. */
export type Message = Telling | NoticeTelling;

/** Whether it is of no incident. */
export function isOfNotice(message: Message): message is NoticeTelling {
  return 'notice' in message;
}

/**
 * How a try to send ended: the provider took it, it may be tried again (no sooner than `retryAfterMs`), or it will never
 * be taken. What was accepted may still not reach anybody.
 */
export type SendResult =
  | { readonly result: 'accepted' /** What was left out of it, and why. */; readonly note?: string }
  | {
      readonly result: 'try-again';
      readonly error: string;
      readonly retryAfterMs?: number;
      /** There was no answer at all: another message would wait as long. */
      readonly isSilent?: true;
    }
  | { readonly result: 'refused'; readonly error: string };

/** One way to people. */
export interface Notifier {
  /** Tries once, and does not throw: whoever sends keeps what became of it and tries again. */
  send(message: Message): Promise<SendResult>;
  /** The same for several incidents in one message, the most urgent first; only where a channel can say them so. */
  sendTogether?(messages: readonly [Message, ...Message[]]): Promise<SendResult>;
}

/** A provider that does not answer must not hold up the others. */
const sendTimeoutMs = 10_000;

/** An HTTP answer, as far as it matters; null: there was none, and `error` says why. */
export interface Posted {
  readonly status: number | null;
  readonly text: string;
  readonly retryAfterMs: number | null;
  readonly error: string;
}

/** Posts JSON once. Does not throw. */
export async function post(url: string, body: string): Promise<Posted> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
      signal: AbortSignal.timeout(sendTimeoutMs),
    });
    const text = (await response.text()).slice(0, 200);
    const { status, headers } = response;
    const error = `${hostOf(url)} answered ${status} ${text}`.trimEnd();
    return { status, text, retryAfterMs: readRetryAfter(headers), error };
  } catch (error) {
    const reason = `${hostOf(url)} did not answer: ${reasonOf(error)}`;
    return { status: null, text: '', retryAfterMs: null, error: reason };
  }
}

/** Posts JSON once. 429, 5xx and no answer may be tried again; every other refusal is final. */
export async function postJson(url: string, body: string): Promise<SendResult> {
  const { status, error, retryAfterMs } = await post(url, body);
  if (status === null) return { result: 'try-again', error, isSilent: true };
  if (status >= 200 && status < 300) return { result: 'accepted' };
  if (status !== 429 && status < 500) return { result: 'refused', error };
  return { result: 'try-again', error, ...(retryAfterMs !== null && { retryAfterMs }) };
}

/** Seconds, or a date, by the provider's clock: https://www.rfc-editor.org/rfc/rfc9110#field.retry-after */
function readRetryAfter(headers: Headers): number | null {
  const text = headers.get('retry-after') ?? '';
  const ms = /^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text) - Date.parse(headers.get('date') ?? '');
  return ms > 0 ? ms : null;
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
