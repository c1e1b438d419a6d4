import { defineCheck } from '#lib/checks/check.ts';
import { ReadError } from '#lib/cluster/read-error.ts';
import { defineSource } from '#lib/cluster/source.ts';
import type { SourceOutcome } from '#lib/runs/load-sources.ts';

/** A thing that is broken or not, for tests of the machinery around checks. */
export interface Lamp {
  readonly name: string;
  readonly owner?: string;
  readonly isBroken: boolean;
  readonly since?: string;
}

export const lamps = defineSource({
  name: 'lamps',
  title: 'lamps',
  permissions: () => [{ verb: 'list', group: 'toys', resource: 'lamps', namespaces: 'all' }],
  load: (api) => api.list('/apis/toys/v1/lamps', (lamp: Lamp) => lamp),
});

export const sirens = defineSource({
  name: 'sirens',
  title: 'sirens',
  whenAbsent: 'not-applicable',
  permissions: () => [{ verb: 'list', group: 'toys', resource: 'sirens', namespaces: ['hall'] }],
  async load(): Promise<readonly string[]> {
    throw new ReadError('absent', 'GET /apis/toys/v1/sirens: 404, not found', { status: 404 });
  },
});

export const lampsLit = defineCheck({
  id: 'lamps/lit',
  title: 'Every lamp is lit',
  severity: 'warning',
  remediation: [{ text: 'Look at lamp {name} of {owner}.', command: 'look {name} --watts {watts} {unknown}' }],
  reads: [lamps],
  settings: { watts: 40 },
  *run({ lamps }, { settings }) {
    for (const lamp of lamps.filter(({ isBroken }) => isBroken)) {
      yield {
        subject: { kind: 'Lamp', namespace: null, name: lamp.name },
        ...(lamp.owner && { owner: { kind: 'Room', namespace: null, name: lamp.owner } }),
        message: `Lamp ${lamp.name} is dark`,
        since: lamp.since ?? null,
        evidence: { watts: settings.watts },
      };
    }
    return lamps.length;
  },
});

export const sirensQuiet = defineCheck({
  id: 'sirens/quiet',
  title: 'Every siren is quiet',
  severity: 'critical',
  remediation: [{ text: 'Switch it off.' }],
  reads: [lamps, sirens],
  *run({ sirens }) {
    for (const name of sirens) yield { subject: { kind: 'Siren', namespace: null, name }, message: `${name} howls` };
    return sirens.length;
  },
});

/** What loading gives when every source is fine. */
export function outcomesOf(data: Readonly<Record<string, unknown>>): ReadonlyMap<string, SourceOutcome> {
  return new Map(Object.entries(data).map(([name, value]) => [name, { status: 'ok', data: value }]));
}
