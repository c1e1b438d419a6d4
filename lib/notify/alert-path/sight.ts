import type { AlertPathPart } from '#lib/store/alert-path.ts';

/** What an examination of one part saw. */
export interface Sight extends Pick<AlertPathPart, 'status' | 'seen'> {
  readonly next?: string;
}

/** One part, as it was seen; since when it stands so follows from what was known before. */
export type SeenPart = Omit<AlertPathPart, 'since'>;

/** A part with what was seen of it. */
export function partOf(part: Pick<AlertPathPart, 'id' | 'title' | 'channel'>, { status, seen, next }: Sight): SeenPart {
  return { id: part.id, title: part.title, channel: part.channel, status, seen, next: next ?? null };
}
