import type { Subject } from '#lib/checks/check.ts';
import type { RunDocument } from '#lib/runs/run-document.ts';
import { printable } from './printable.ts';
import { heading, row, type Screen } from './screen.ts';
import { nameSubject } from './subjects.ts';
import { type Clock, formatInstant } from './time.ts';

/** A row of the measurement `incident/timeline`. */
interface Row {
  readonly at: string;
  readonly count: number;
  readonly sign: string;
  readonly subject: Subject;
  readonly text: string;
}

/** A moment as every report tells it, `printable`. */
interface ShownMoment {
  readonly at: string;
  readonly subject: string;
  /** What happened, and how often. */
  readonly text: string;
}

/** The moments that a report shows, the latest last. */
export interface ShownTimeline {
  readonly moments: readonly ShownMoment[];
  /** `the latest 25 of 41`. */
  readonly share: string;
}

/** What a screen has room for, and what a page has; the document has them all. */
const rowsOnScreen = 25;
const rowsOnPage = 100;

/**
 * What happened, without the events that tell of no fault: the latest moments, at most `limit`; undefined for a run that
 * made no timeline.
 */
export function listMoments(
  { measurements }: Pick<RunDocument, 'measurements'>,
  clock: Clock,
  limit = rowsOnPage,
): ShownTimeline | undefined {
  const all = (measurements['incident/timeline'] ?? []) as readonly Row[];
  const notable = all.filter(({ sign }) => sign !== 'event' && sign !== 'warning');
  if (notable.length === 0) return undefined;
  const moments = notable.slice(-limit).map((moment) => showMoment(moment, clock));
  return { moments, share: `the latest ${moments.length} of ${notable.length}` };
}

function showMoment({ at, count, subject, text }: Row, clock: Clock): ShownMoment {
  const times = count > 1 ? ` (${count} times)` : '';
  const short = text.length > 160 ? `${text.slice(0, 160)}...` : text;
  return {
    at: printable(formatInstant(at, clock)),
    subject: printable(nameSubject(subject)),
    text: printable(`${short}${times}`),
  };
}

/** The timeline on a screen; nothing for a run that made none. */
export function timelineBlock(screen: Screen, document: RunDocument): string[] {
  const clock = { at: document.run.judgedAt, timeZone: screen.timeZone };
  const timeline = listMoments(document, clock, rowsOnScreen);
  if (!timeline) return [];
  const rows = timeline.moments.flatMap(({ at, subject, text }) =>
    row(screen, printable(at.slice(-5)), `${subject} ${text}`, { label: 'dim' }),
  );
  return [heading(screen, 'Timeline', timeline.share), '', ...rows];
}
