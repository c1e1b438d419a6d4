/**
 * The instant (ISO) that the last matching line tells: of a pattern's first group, ISO 8601 in UTC where it names no zone,
 * or seconds since 1970. Null where no line tells one.
 */
export function findRecoveryPoint(lines: readonly string[], pattern: string): string | null {
  const expression = new RegExp(pattern, 'i');
  const instants = lines.flatMap((line) => readInstant(expression.exec(line)?.[1] ?? '') ?? []);
  return instants.at(-1) ?? null;
}

function readInstant(text: string): string | undefined {
  const written = text.trim();
  const atMs = /^\d{10}$/.test(written) ? Number(written) * 1000 : Date.parse(toIso(written));
  return Number.isNaN(atMs) ? undefined : new Date(atMs).toISOString();
}

/** `2026-03-02 02:00:00+00`, as PostgreSQL writes it, with the letters that ISO 8601 asks for. */
function toIso(text: string): string {
  const [, date, time = '00:00', zone = 'Z'] =
    /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:\.\d+)?)?))? ?(Z|UTC|[+-]\d\d(?::?\d\d)?)?$/i.exec(text) ?? [];
  if (date === undefined) return '';
  const offset = /^[+-]\d\d$/.test(zone) ? `${zone}:00` : zone.replace(/^([+-]\d\d)(\d\d)$/, '$1:$2');
  return `${date}T${time}${/^(utc|z)$/i.test(zone) ? 'Z' : offset}`;
}
