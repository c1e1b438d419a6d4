/** The instant that leads a recorded line, as `kubectl logs --timestamps` prints it. */
const LEADING_INSTANT = /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:Z|[+-]\d{2}:\d{2})) /;

interface Line {
  /** As recorded, with the space after it; `''` when the log begins without one. */
  readonly stamp: string;
  /** NaN without an instant: as old as one likes. */
  readonly instantMs: number;
  readonly content: string;
}

/**
 * The part of a recorded log that a log request's query asks for.
 *
 * @param now the instant that `sinceSeconds` counts from
 * @returns undefined when the query is none that the API server takes
 */
export function selectLines(log: string, query: URLSearchParams, now: Date): string | undefined {
  const sinceSeconds = countOf(query, 'sinceSeconds');
  const tailLines = countOf(query, 'tailLines');
  const limitBytes = countOf(query, 'limitBytes');
  const sinceTimeMs = query.has('sinceTime') ? Date.parse(query.get('sinceTime') ?? '') : Number.NEGATIVE_INFINITY;
  if ([sinceSeconds, tailLines, limitBytes, sinceTimeMs].some(Number.isNaN)) return undefined;
  const sinceMs = sinceSeconds === undefined ? sinceTimeMs : now.getTime() - sinceSeconds * 1000;
  const recent = parseLines(log).filter(({ instantMs }) => !(instantMs < sinceMs));
  const last = tailLines === undefined ? recent : recent.slice(Math.max(recent.length - tailLines, 0));
  const isStamped = query.get('timestamps') === 'true';
  const selected = last.map(({ stamp, content }) => `${isStamped ? stamp : ''}${content}\n`).join('');
  return limitBytes === undefined ? selected : Buffer.from(selected).subarray(0, limitBytes).toString();
}

/** A number of the query, undefined when it is not there, NaN when it is no count. */
function countOf(query: URLSearchParams, name: string): number | undefined {
  const value = query.get(name);
  if (value === null) return undefined;
  return /^\d+$/.test(value) ? Number(value) : Number.NaN;
}

/** A line that no instant leads belongs to the one before it. */
function parseLines(log: string): Line[] {
  if (log === '') return [];
  let stamp = '';
  return log
    .replace(/\n$/, '')
    .split('\n')
    .map((line) => {
      const own = LEADING_INSTANT.exec(line)?.[0];
      stamp = own ?? stamp;
      return { stamp, instantMs: Date.parse(stamp.trimEnd()), content: line.slice(own?.length ?? 0) };
    });
}
