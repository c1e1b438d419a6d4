const fields = [
  { name: 'minute', from: 0, to: 59, names: [] },
  { name: 'hour', from: 0, to: 23, names: [] },
  { name: 'day of the month', from: 1, to: 31, names: [] },
  {
    name: 'month',
    from: 1,
    to: 12,
    names: ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'],
  },
  // Both 0 and 7 are Sunday.
  { name: 'day of the week', from: 0, to: 7, names: ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] },
] as const;
type Field = (typeof fields)[number];

/** The numbers that each field of a cron stands for; Sunday is 0. */
export interface CronFields {
  readonly minutes: ReadonlySet<number>;
  readonly hours: ReadonlySet<number>;
  readonly daysOfMonth: ReadonlySet<number>;
  readonly months: ReadonlySet<number>;
  readonly daysOfWeek: ReadonlySet<number>;
}

const none: ReadonlySet<number> = new Set();

/** A five-field cron, or what is wrong with it. */
export type Cron = CronFields | { readonly mistake: string };

/** Reads `minute hour day-of-month month day-of-week` with `*`, lists, ranges, steps and English short names. */
export function readCron(text: string): Cron {
  const parts = text.trim().split(/\s+/);
  if (parts.length !== fields.length) {
    return { mistake: 'a cron has five fields: minute, hour, day of the month, month, day of the week' };
  }
  const sets: ReadonlySet<number>[] = [];
  for (const [index, field] of fields.entries()) {
    const numbers = readField(field, parts[index] ?? '');
    if (typeof numbers === 'string') return { mistake: numbers };
    sets.push(new Set(numbers));
  }
  const [minutes = none, hours = none, daysOfMonth = none, months = none, weekdays = none] = sets;
  return { minutes, hours, daysOfMonth, months, daysOfWeek: new Set([...weekdays].map((day) => day % 7)) };
}

/** The numbers that a field stands for, or what is wrong with it. */
function readField(field: Field, text: string): readonly number[] | string {
  const wrong = (item: string) => `its ${field.name} "${item}" is not in ${field.from}-${field.to}`;
  const numbers: number[] = [];
  for (const item of text.split(',')) {
    const match = /^(?:\*|(\w+)(?:-(\w+))?)(?:\/([1-9]\d*))?$/.exec(item);
    if (!match) return wrong(item);
    const [, low, high, step] = match;
    const from = low === undefined ? field.from : readNumber(field, low);
    // "5/15" runs to the field's end, "5" is itself only.
    const open = low === undefined || (high === undefined && step !== undefined);
    const to = open ? field.to : readNumber(field, high ?? low);
    if (from === undefined || to === undefined || from > to) return wrong(item);
    for (let number = from; number <= to; number += Number(step ?? 1)) numbers.push(number);
  }
  return numbers;
}

function readNumber({ from, to, names }: Field, text: string): number | undefined {
  const named = (names as readonly string[]).indexOf(text.toLowerCase());
  if (named >= 0) return named + from;
  const number = /^\d{1,2}$/.test(text) ? Number(text) : undefined;
  return number !== undefined && number >= from && number <= to ? number : undefined;
}
