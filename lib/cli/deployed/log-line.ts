import { printable } from '#lib/report/printable.ts';

/** A line of a function's log as Powertools writes it. */
interface LogRecord extends Readonly<Record<string, unknown>> {
  readonly timestamp?: string;
  readonly level?: string;
  readonly message?: string;
  readonly error?: { readonly name?: string; readonly message?: string };
}

/** Said by the line's start, the same on every line, or an instant, of which the line has its own. */
const unsaid =
  /^(level|message|timestamp|error|correlation_id|window|cluster|id|service|cold_start|xray_trace_id|sampling_rate|function_\w+|\w+At)$/;

/** Reads a line of the log; undefined for what is no JSON object: Lambda's own lines. */
export function readLogRecord(line: string): LogRecord | undefined {
  try {
    const read: unknown = JSON.parse(line);
    return typeof read === 'object' && read !== null ? (read as LogRecord) : undefined;
  } catch {
    return undefined;
  }
}

/** A record for people: `08:00:02 INFO the run is done status=failed isKept=true`. */
export function renderLogRecord(record: LogRecord, timeZone: string): string {
  const { timestamp = '', level = '', message = '', error } = record;
  const facts = Object.entries(record).filter(([key, value]) => !unsaid.test(key) && isScalar(value));
  const parts = [
    formatTime(timestamp, timeZone),
    level,
    message,
    error ? `${error.name}: ${error.message}` : '',
    facts.map(([key, value]) => `${key}=${String(value)}`).join(' '),
  ];
  return printable(parts.filter(Boolean).join(' '));
}

function isScalar(value: unknown): value is string | number | boolean {
  return ['string', 'number', 'boolean'].includes(typeof value);
}

function formatTime(iso: string, timeZone: string): string {
  const at = Date.parse(iso);
  return Number.isNaN(at) ? '' : new Intl.DateTimeFormat('en-GB', { timeZone, timeStyle: 'medium' }).format(at);
}
