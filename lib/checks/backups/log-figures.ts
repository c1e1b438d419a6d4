import type { SourceContext } from '#lib/cluster/source.ts';
import type { BackupRun } from '#lib/cluster/sources/backup-logs.ts';

/** What the log of one run says, by the patterns of the configuration. */
export interface LogFigures {
  readonly isComplete: boolean;
  /** Lines that tell of a fault. */
  readonly errors: readonly string[];
  readonly sizeBytes: number | null;
  readonly durationMs: number | null;
  /** How many backups are kept. */
  readonly kept: number | null;
}

/** What sounds like a fault and is none: "0 errors", "no errors", "errors=0", "without error". */
const noFault =
  /\b(0|no|zero|without( any)?) (errors?|failures?|failed|fatal|corruptions?)\b|\b(errors?|failures?|failed|corrupted)\s*[=:]\s*0\b/gi;
const byteUnits: Readonly<Record<string, number>> = { k: 1, m: 2, g: 3, t: 4 };
const durationMs: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/** Reads the figures of a log. */
export function readFigures(lines: readonly string[], patterns: SourceContext['config']['backups']['log']): LogFigures {
  const completed = new RegExp(patterns.completed, 'i');
  const error = new RegExp(patterns.error, 'i');
  const size = findLast(lines, patterns.size);
  const duration = findLast(lines, patterns.duration);
  const kept = findLast(lines, patterns.kept);
  return {
    isComplete: lines.some((line) => completed.test(line)),
    errors: lines.filter((line) => error.test(line.replace(noFault, ''))),
    sizeBytes: size && toBytes(size),
    durationMs: duration && toMs(duration),
    kept: kept ? Number(kept[1]) : null,
  };
}

/** The runs of one owner whose log could be read, newest first, by namespace and owner. */
export function groupRuns(runs: readonly BackupRun[]): BackupRun[][] {
  const groups = Map.groupBy(runs, ({ namespace, owner }) => `${namespace}/${owner.kind}/${owner.name}`);
  return [...groups.values()];
}

function findLast(lines: readonly string[], pattern: string): RegExpExecArray | null {
  const expression = new RegExp(pattern, 'i');
  for (const line of lines.toReversed()) {
    const match = expression.exec(line);
    if (match) return match;
  }
  return null;
}

/** `18.42 GiB` and `20 GB` as bytes: with an i in powers of 1024. */
function toBytes([, number, unit = '']: RegExpExecArray): number {
  const power = byteUnits[unit[0]?.toLowerCase() ?? ''] ?? 0;
  return Math.round(Number(number) * (/i/i.test(unit) ? 1024 : 1000) ** power);
}

function toMs([, number, unit = '']: RegExpExecArray): number {
  const key = unit.toLowerCase() === 'ms' ? 'ms' : (unit[0]?.toLowerCase() ?? '');
  return Math.round(Number(number) * (durationMs[key] ?? Number.NaN));
}
