import { readCron } from './cron.ts';
import { escalationMistakes } from './escalation-mistakes.ts';
import { formatKeyPath, type KeyPath, type Mistake, suggest } from './mistake.ts';
import { findNearest } from './nearest.ts';
import { hasClockChanges, isTimeZone } from './time-zone.ts';

/**
 * What is wrong between parts of a configuration that may each be right. Reads the data as written, so that a mistake in
 * one place does not hide another.
 */
export function* findInconsistencies(data: unknown, now: Date): Generator<Mistake> {
  yield* workloadMistakes(data);
  yield* windowMistakes(data, now);
  yield* duplicateMistakes(data);
  yield* escalationMistakes(data);
}

function* workloadMistakes(data: unknown): Generator<Mistake> {
  const namespaces = entriesOf(data, 'namespaces').flatMap(([, name]) => (typeof name === 'string' ? [name] : []));
  for (const [index, workload] of entriesOf(data, 'workloads')) {
    const path = ['workloads', index];
    const namespace = textOf(workload, 'namespace');
    if (namespace !== undefined && namespaces.length > 0 && !namespaces.includes(namespace)) {
      const message = `expected one of namespaces (${namespaces.join(', ')}), found ${JSON.stringify(namespace)}`;
      yield { path: [...path, 'namespace'], about: 'value', message, ...suggest(findNearest(namespace, namespaces)) };
    }
    if (valueOf(workload, 'healthPath') === undefined) continue;
    const missing = ['service', 'port'].filter((key) => valueOf(workload, key) === undefined);
    const message = 'missing; healthPath is asked through service and port';
    yield* missing.map((key): Mistake => ({ path: [...path, key], about: 'absence', message }));
  }
}

function* windowMistakes(data: unknown, now: Date): Generator<Mistake> {
  const zone = textOf(data, 'timeZone') ?? 'UTC';
  for (const [id, window] of entriesOf(data, 'windows')) {
    const schedule = textOf(window, 'schedule');
    if (schedule === undefined) continue;
    const path = ['windows', id, 'schedule'];
    const cron = readCron(schedule);
    if ('mistake' in cron) {
      const message = `expected a cron such as "0 8 * * 1-5", found ${JSON.stringify(schedule)}: ${cron.mistake}`;
      yield { path, about: 'value', message };
    } else if ((cron.hours.has(1) || cron.hours.has(2)) && isTimeZone(zone) && hasClockChanges(zone, now)) {
      yield { path, about: 'value', message: describeClockChange(zone) };
    }
  }
}

/** EventBridge Scheduler skips a local time that does not exist in spring, and no clock says which of two is meant in autumn. */
function describeClockChange(zone: string): string {
  return `a window cannot run between 01:00 and 03:00 in ${zone}: when clocks change, that hour is skipped or comes twice; choose another hour, or set timeZone: UTC`;
}

function* duplicateMistakes(data: unknown): Generator<Mistake> {
  const namespaces = entriesOf(data, 'namespaces').map(([index, name]) => [['namespaces', index], name] as const);
  const workloads = entriesOf(data, 'workloads').map(([index, workload]) => {
    const parts = [textOf(workload, 'namespace'), textOf(workload, 'kind') ?? 'Deployment', textOf(workload, 'name')];
    return [['workloads', index, 'name'], parts.includes(undefined) ? undefined : parts.join('/')] as const;
  });
  const contacts = entriesOf(data, 'contacts').map(([index, contact]) => {
    return [['contacts', index, 'id'], textOf(contact, 'id')] as const;
  });
  for (const entries of [namespaces, workloads, contacts]) yield* duplicates(entries);
}

/** Entries of a list, under their path, that say the same as one before them. */
function* duplicates(entries: readonly (readonly [KeyPath, unknown])[]): Generator<Mistake> {
  const seen = new Map<string, KeyPath>();
  for (const [path, text] of entries) {
    if (typeof text !== 'string') continue;
    const earlier = seen.get(text);
    if (earlier) yield { path, about: 'value', message: `written twice: it is already ${formatKeyPath(earlier)}` };
    else seen.set(text, path);
  }
}

type Entry = readonly [string, unknown];

function entriesOf(data: unknown, key: string): readonly Entry[] {
  const value = valueOf(data, key);
  return typeof value === 'object' && value !== null ? Object.entries(value) : [];
}

function valueOf(data: unknown, key: string): unknown {
  return typeof data === 'object' && data !== null ? (data as Readonly<Record<string, unknown>>)[key] : undefined;
}

function textOf(data: unknown, key: string): string | undefined {
  const value = valueOf(data, key);
  return typeof value === 'string' ? value : undefined;
}
