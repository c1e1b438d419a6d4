import { setTimeout as waitMs } from 'node:timers/promises';
import type { ObjectMeta } from 'kubernetes-types/meta/v1.d.ts';
import type { ClusterApi, DeleteOptions } from '../cluster-api.ts';
import { ReadError } from '../read-error.ts';
import { probeLabel, runAnnotation } from './manifest.ts';

/** The time that a probe takes its measures by; replaced in tests. */
export interface Clock {
  /** Milliseconds since any fixed instant. */
  now(): number;
  wait(delayMs: number): Promise<unknown>;
}

/** The time of the machine. */
export const machineClock: Clock = { now: () => performance.now(), wait: (delayMs) => waitMs(delayMs) };

/** What a probe creates, as far as it is handled alike. */
export interface OwnObject {
  readonly metadata?: ObjectMeta;
  readonly spec?: { readonly activeDeadlineSeconds?: number };
}

/** Where a probe's object is, and what messages call it. */
export interface Place {
  /** Of the object itself. */
  readonly path: string;
  readonly noun: 'pod' | 'Job';
}

/**
 * Why nothing was created. `refused`: the API server did not take it (quota, policy); `busy`: another probe of that name
 * goes on; `name-taken`: an object that is no probe's bears its name; `stuck`: that of an earlier probe does not go.
 */
export interface Hindrance {
  readonly outcome: 'refused' | 'busy' | 'name-taken' | 'stuck';
  readonly why: string;
}

/** How long a deletion may take, and how often is looked whether it is done. */
const goneWithinMs = 30_000;
const pollMs = 500;
/** An object of ours that is older than its own deadline by this much has been left behind. */
const slackMs = 60_000;

/** The object at a path; undefined where there is none. */
export async function lookUp<T>(api: ClusterApi, path: string): Promise<T | undefined> {
  try {
    return await api.get<T>(path);
  } catch (error) {
    if (error instanceof ReadError && error.failure === 'absent') return undefined;
    throw error;
  }
}

/** What a probe does with its object. */
export interface Trial<Own, Seen> {
  /** The instant by which the age of an object that is already there is judged. */
  readonly now: Date;
  readonly clock: Clock;
  /** Whether an object of a probe has ended, and nobody waits for it any more. */
  readonly hasEnded: (existing: Own) => boolean;
  /** What becomes of the created object; `startedAtMs` is when it was asked for, by the clock. */
  readonly watch: (created: Own, startedAtMs: number) => Promise<Seen>;
  /** Deletes exactly this object: after how many milliseconds it is gone, or null when it stays. */
  readonly remove: (one: Own) => Promise<number | null>;
}

/** What came of it; `hasSwept` when the object of a probe that had been killed was removed first. */
export type Tried<Seen> = { readonly hasSwept: boolean } & (
  | { readonly hindrance: Hindrance }
  | { readonly seen: Seen; readonly goneAfterMs: number | null }
);

/**
 * Creates a probe's object, watches it and deletes it, whatever happens. The name is fixed, so that no second probe can
 * run at the same time; only an object with our label, by its uid, is ever deleted; one that a killed probe left is
 * removed first.
 *
 * @throws ReadError when the API server cannot be asked or denies a right; the object has been deleted if that was possible
 */
export async function tryOwn<Own extends OwnObject, Seen>(
  api: ClusterApi,
  place: Place,
  own: Own,
  { now, clock, hasEnded, watch, remove }: Trial<Own, Seen>,
): Promise<Tried<Seen>> {
  const before = await lookUp<Own>(api, place.path);
  if (before) {
    const hindrance = judgeExisting(before, own, place, { now, hasEnded: hasEnded(before) });
    if (hindrance) return { hindrance, hasSwept: false };
    const why = `the ${place.noun} of an earlier test has been deleted and does not go`;
    if ((await remove(before)) === null) return { hindrance: { outcome: 'stuck', why }, hasSwept: false };
  }
  const hasSwept = before !== undefined;
  const startedAtMs = clock.now();
  const created = await createOwn(api, place, own, remove);
  if ('outcome' in created) return { hindrance: created, hasSwept };
  let seen: Seen;
  try {
    seen = await watch(created, startedAtMs);
  } catch (error) {
    await remove(created).catch(() => null); // the failure itself is what is told
    throw error;
  }
  return { seen, goneAfterMs: await remove(created), hasSwept };
}

/** What forbids a probe while this object bears its name; nothing when it is a leftover that may go. */
function judgeExisting(
  { metadata = {}, spec }: OwnObject,
  own: OwnObject,
  { noun }: Place,
  { now, hasEnded }: { now: Date; hasEnded: boolean },
): Hindrance | undefined {
  const { labels = {}, creationTimestamp = '' } = metadata;
  const probe = own.metadata?.labels?.[probeLabel];
  if (labels[probeLabel] === undefined || labels[probeLabel] !== probe) {
    return { outcome: 'name-taken', why: `it has no label ${probeLabel}=${probe}` };
  }
  const lifeMs = (spec?.activeDeadlineSeconds ?? 0) * 1000 + slackMs;
  const isOld = now.getTime() - Date.parse(creationTimestamp) > lifeMs;
  return hasEnded || isOld ? undefined : { outcome: 'busy', why: `its ${noun} was created at ${creationTimestamp}` };
}

/**
 * Creates a probe's object, or tells why the API server does not. Throws `ReadError` for every other failure; the object
 * has then been deleted if it was made all the same and that was possible.
 */
async function createOwn<T extends OwnObject>(
  api: ClusterApi,
  { path, noun }: Place,
  own: T,
  remove: (created: T) => Promise<unknown>,
): Promise<T | Hindrance> {
  try {
    return await api.create<T>(path.slice(0, path.lastIndexOf('/')), own);
  } catch (error) {
    if (!(error instanceof ReadError)) throw error;
    const isRefused = error.status === 422 || error.status === 400 || (error.status === 403 && !isRbac(error));
    if (isRefused) return { outcome: 'refused', why: error.message };
    if (error.status === 409) return { outcome: 'busy', why: `another test created its ${noun} just now` };
    // Without an answer it may have been created all the same.
    const existing = error.status === undefined ? await lookUp<T>(api, path).catch(() => undefined) : undefined;
    const isOurs = existing?.metadata?.annotations?.[runAnnotation] === own.metadata?.annotations?.[runAnnotation];
    if (existing && isOurs) await remove(existing).catch(() => null);
    throw error;
  }
}

/** RBAC's own refusal (`User "x" cannot create resource ...`), told from that of a quota or a policy. */
function isRbac({ message }: ReadError): boolean {
  return / cannot create resource "/.test(message);
}

/** Deletes exactly this object and waits until it is gone: after how many milliseconds, or null when it stays. */
export async function removeOwn(
  api: ClusterApi,
  path: string,
  { metadata }: OwnObject,
  { clock, ...options }: { clock: Clock } & DeleteOptions,
): Promise<number | null> {
  const uid = metadata?.uid ?? '';
  const startedAt = clock.now();
  try {
    await api.delete(path, { uid }, options);
  } catch (error) {
    // Gone already, or another object has taken its name: either way this one is no more.
    if (!(error instanceof ReadError) || (error.failure !== 'absent' && error.status !== 409)) throw error;
  }
  for (;;) {
    const found = await lookUp<OwnObject>(api, path);
    if (!found || found.metadata?.uid !== uid) return Math.round(clock.now() - startedAt);
    if (clock.now() - startedAt >= goneWithinMs) return null;
    await clock.wait(pollMs);
  }
}
