import type { RunDocument } from '#lib/runs/run-document.ts';
import { printable } from './printable.ts';
import { heading, row, type Screen } from './screen.ts';
import { formatInstant } from './time.ts';

/** A row of the measurement `incident/timeline`. */
interface Row {
  readonly at: string;
  readonly count: number;
  readonly sign: string;
  readonly subject: { readonly kind: string; readonly namespace: string | null; readonly name: string };
  readonly text: string;
}

/** What a screen has room for; the document has them all. */
const rowsShown = 25;

/** What happened, the latest last, without the events that tell of no fault; nothing for a run that made no timeline. */
export function timelineBlock(screen: Screen, { run, measurements }: RunDocument): string[] {
  const all = (measurements['incident/timeline'] ?? []) as readonly Row[];
  const notable = all.filter(({ sign }) => sign !== 'event' && sign !== 'warning');
  if (notable.length === 0) return [];
  const shown = notable.slice(-rowsShown);
  const clock = { at: run.judgedAt, timeZone: screen.timeZone };
  const rows = shown.flatMap(({ at, count, subject, text }) => {
    const name = `${subject.kind} ${subject.namespace ? `${subject.namespace}/` : ''}${subject.name}`;
    const times = count > 1 ? ` (${count} times)` : '';
    const short = text.length > 160 ? `${text.slice(0, 160)}...` : text;
    return row(screen, formatInstant(at, clock).slice(-5), printable(`${name} ${short}${times}`), { label: 'dim' });
  });
  return [heading(screen, 'Timeline', `the latest ${shown.length} of ${notable.length}`), '', ...rows];
}
