import { describe, expect, it } from 'vitest';
import { allChecks } from '#lib/runbook/registry.ts';
import type { SourceOutcome } from '#lib/runs/load-sources.ts';
import { runCheck } from '#lib/runs/run-check.ts';
import { configWith } from '../support/config.ts';

const context = { config: configWith(), now: new Date('2026-03-02T07:00:00Z') };
const sources = [...new Set(allChecks.flatMap((check) => check.reads))];

describe('a source that cannot be read', () => {
  it.each(sources.map((source) => [source.name, source] as const))(
    '%s: makes exactly the checks that read it unknown',
    (name, source) => {
      const reason = `could not read ${source.title}`;
      const outcomes = new Map<string, SourceOutcome>([[name, { status: 'denied', reason }]]);
      for (const check of allChecks) {
        const reads = check.reads;
        if (!reads.includes(source)) continue;
        const others = reads
          .filter((other) => other !== source)
          .map((other): [string, SourceOutcome] => [other.name, { status: 'ok', data: [] }]);
        const { status, reason: told } = runCheck(check, new Map([...others, ...outcomes]), context);
        expect({ check: check.id, status, told }).toEqual({ check: check.id, status: 'unknown', told: reason });
      }
    },
  );
});
