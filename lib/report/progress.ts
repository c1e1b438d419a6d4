import { styleText } from 'node:util';
import type { ReadRecord } from '#lib/runs/run-document.ts';
import { printable } from './printable.ts';

/** The part of a stream that progress needs. */
export interface ProgressStream {
  /** Columns of the terminal. */
  readonly columns?: number;
  write(text: string): unknown;
}

/** What a run tells while it reads. */
export interface Progress {
  sourceStarted(source: string): void;
  sourceFinished(record: ReadRecord): void;
  /** Takes the line away; to be called before anything else is written to the terminal, and when the run fails. */
  end(): void;
}

const sourcesShown = 3;
const clearLine = '\r\u001b[2K';

/**
 * One line on a terminal that tells what is being read: `looking  7/14  pods, services and 5 more`. It goes away at the
 * end. Where the stream is no terminal, nothing is written.
 */
export function createProgress(
  stream: ProgressStream,
  options: { readonly color: boolean; readonly isTTY: boolean },
): Progress {
  const reading = new Set<string>();
  let started = 0;
  let unread = 0;

  function draw(): void {
    const columns = (stream.columns || 80) - 1;
    const line = describeReading([...reading], started, unread).slice(0, columns);
    stream.write(clearLine + (options.color ? styleText('dim', line, { validateStream: false }) : line));
  }

  if (!options.isTTY) return { sourceStarted() {}, sourceFinished() {}, end() {} };
  return {
    sourceStarted(source) {
      started += 1;
      reading.add(source);
      draw();
    },
    sourceFinished({ source, status }) {
      reading.delete(source);
      if (status === 'denied' || status === 'failed') unread += 1;
      draw();
    },
    end() {
      if (started > 0) stream.write(clearLine);
    },
  };
}

function describeReading(reading: readonly string[], started: number, unread: number): string {
  const rest = reading.length - sourcesShown;
  const names = reading.slice(0, sourcesShown).map(printable).join(', ') + (rest > 0 ? ` and ${rest} more` : '');
  const failed = unread > 0 ? `  (${unread} not readable)` : '';
  return `looking  ${started - reading.length}/${started}  ${names}${failed}`.trimEnd();
}
