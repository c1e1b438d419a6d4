import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Incident } from '#lib/incidents/incident.ts';

/** What a signed link is for: one deed, for one level in one episode of an incident, until an instant. */
export interface Link {
  readonly incident: string;
  readonly episode: number;
  readonly level: number;
  readonly action: 'acknowledge';
  /** Epoch seconds. */
  readonly expiresAt: number;
}

/** A link as it came: what it is for, or why it is for nothing. */
export type ReadLink =
  | { readonly state: 'valid'; readonly link: Link }
  | { readonly state: 'altered' }
  | { readonly state: 'expired' };

/** A level's link outlives its time by so long; one without an end of its own is good for a day. */
const marginMs = 3_600_000;
const dayMs = 86_400_000;

/** Gives the link by which the level that is paged acknowledges; undefined where nobody is to. */
export function openLinks(baseUrl: string, secret: string): (incident: Incident, now: Date) => string | undefined {
  return ({ id, episode, level, resolvedAt, acknowledgedAt, resolutionDueAt }, now) => {
    if (level === 0 || resolvedAt !== null || acknowledgedAt !== null) return undefined;
    const endMs = resolutionDueAt === null ? now.getTime() + dayMs : Date.parse(resolutionDueAt);
    const expiresAt = Math.floor((endMs + marginMs) / 1000);
    return writeLink(baseUrl, { incident: id, episode, level, action: 'acknowledge', expiresAt }, secret);
  };
}

/** `BASE/incidents/ID?episode=…&level=…&action=…&expires=…&signature=…` */
export function writeLink(baseUrl: string, link: Link, secret: string): string {
  const { incident, episode, level, action, expiresAt } = link;
  const query = new URLSearchParams({
    episode: String(episode),
    level: String(level),
    action,
    expires: String(expiresAt),
    signature: sign(link, secret).toString('hex'),
  });
  return `${baseUrl.replace(/\/+$/, '')}/incidents/${encodeURIComponent(incident)}?${query.toString()}`;
}

/** Reads what came of a link: the incident's id and the query. Who altered anything learns no more than that. */
export function readLink(incident: string, query: URLSearchParams, secret: string, now: Date): ReadLink {
  const link = linkOf(incident, query);
  const signature = Buffer.from(query.get('signature') ?? '', 'hex');
  if (!link || !isSame(sign(link, secret), signature)) return { state: 'altered' };
  return link.expiresAt * 1000 <= now.getTime() ? { state: 'expired' } : { state: 'valid', link };
}

/** Compares two digests in a time that says nothing of where they differ. */
export function isSame(expected: Buffer, given: Buffer): boolean {
  return expected.length === given.length && timingSafeEqual(expected, given);
}

function linkOf(incident: string, query: URLSearchParams): Link | undefined {
  const [episode, level, expiresAt] = ['episode', 'level', 'expires'].map((name) =>
    Number(query.get(name) ?? Number.NaN),
  );
  const action = query.get('action');
  if (action !== 'acknowledge' || !isWhole(episode) || !isWhole(level) || !isWhole(expiresAt)) return undefined;
  return { incident, episode, level, action, expiresAt };
}

function isWhole(number: number | undefined): number is number {
  return Number.isSafeInteger(number);
}

function sign({ incident, episode, level, action, expiresAt }: Link, secret: string): Buffer {
  const signed = JSON.stringify([incident, episode, level, action, expiresAt]);
  return createHmac('sha256', secret).update(signed).digest();
}
