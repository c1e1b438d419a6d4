import { describe, expect, it } from 'vitest';
import { type AnyCheck, type Conclusion, defineCheck } from '#lib/checks/check.ts';
import type { SourceOutcome } from '#lib/runs/load-sources.ts';
import { runCheck } from '#lib/runs/run-check.ts';
import { configWith } from '../support/config.ts';
import { type Lamp, lampsLit, outcomesOf, sirensQuiet } from './toy-checks.ts';

const now = new Date('2026-03-02T07:00:00Z');
const context = { config: configWith(), now };
const hall: Lamp = { name: 'hall-1', owner: 'hall', isBroken: true, since: '2026-03-02T06:30:00Z' };

function concluding(conclusion: Conclusion): AnyCheck {
  return defineCheck({
    ...lampsLit,
    *run() {
      return conclusion;
    },
  });
}

describe('runCheck', () => {
  it('passes and says how many it examined', () => {
    const verdict = runCheck(
      lampsLit,
      outcomesOf({
        lamps: [
          { name: 'a', isBroken: false },
          { name: 'b', isBroken: false },
        ],
      }),
      context,
    );
    expect(verdict).toMatchObject({ status: 'passed', examined: 2, findings: [] });
    expect(verdict).not.toHaveProperty('reason');
  });

  it('rolls up what belongs to one owner: first by name, earliest since, placeholders filled', () => {
    const lamps: Lamp[] = [
      { ...hall, name: 'hall-2', since: '2026-03-02T06:10:00Z' },
      hall,
      { name: 'attic', isBroken: true },
    ];
    const { status, findings } = runCheck(lampsLit, outcomesOf({ lamps }), context);
    expect(status).toBe('failed');
    expect(findings).toHaveLength(2);
    expect(findings[0]).toMatchObject({
      severity: 'warning',
      subject: { kind: 'Lamp', name: 'hall-1' },
      owner: { kind: 'Room', name: 'hall' },
      also: [{ kind: 'Lamp', name: 'hall-2' }],
      message: 'Lamp hall-1 is dark',
      since: '2026-03-02T06:10:00Z',
      remediation: [{ text: 'Look at lamp hall-1 of room/hall.', command: 'look hall-1 --watts 40 {unknown}' }],
    });
    expect(findings[1]).toMatchObject({ subject: { name: 'attic' }, also: [], since: null });
    expect(findings[1]).not.toHaveProperty('owner');
  });

  it('takes the namespace of a command from the evidence where the subject has none', () => {
    const dark = { kind: 'House', namespace: null, name: 'home' };
    const house = defineCheck({
      ...lampsLit,
      remediation: [{ text: 'Look.', command: 'look -n {namespace}' }],
      *run() {
        yield { subject: dark, message: 'dark', evidence: { namespace: 'attic' } };
        yield { subject: { ...dark, name: 'shed' }, message: 'dark' };
        return 2;
      },
    });
    const { findings } = runCheck(house, outcomesOf({ lamps: [] }), context);
    expect(findings.map(({ remediation }) => remediation[0]?.command)).toEqual(['look -n attic', 'look -n default']);
  });

  it('keeps the fingerprint when the owner’s pods have other names, and changes it with cluster and owner', () => {
    const print = (lamp: Lamp, config = context.config) =>
      runCheck(lampsLit, outcomesOf({ lamps: [lamp] }), { ...context, config }).findings[0]?.fingerprint;
    const first = print(hall);
    expect(first).toMatch(/^[0-9a-f]{16}$/);
    expect(print({ ...hall, name: 'hall-9' })).toBe(first);
    expect(print({ ...hall, owner: 'attic' })).not.toBe(first);
    expect(print(hall, configWith({ cluster: { name: 'other' } }))).not.toBe(first);
  });

  it('lets the configuration set severity and settings', () => {
    const config = configWith({ checks: { 'lamps/lit': { severity: 'info', watts: 60 } } });
    const verdict = runCheck(lampsLit, outcomesOf({ lamps: [hall] }), { ...context, config });
    expect(verdict).toMatchObject({ status: 'passed', findings: [{ severity: 'info', evidence: { watts: 60 } }] });
  });

  it('does not run what is switched off', () => {
    const config = configWith({ checks: { 'lamps/lit': { enabled: false } } });
    expect(runCheck(lampsLit, new Map(), { ...context, config })).toMatchObject({
      status: 'not-applicable',
      reason: 'switched off in the configuration',
    });
  });

  it.each<[string, Conclusion, object]>([
    ['nothing to examine', 0, { status: 'not-applicable', reason: 'there is nothing to examine' }],
    [
      'a reason why it does not apply',
      { notApplicable: 'no lamps here' },
      { status: 'not-applicable', reason: 'no lamps here' },
    ],
    ['a reason why it cannot judge', { unknown: 'it is dark' }, { status: 'unknown', reason: 'it is dark' }],
    ['a note', { examined: 3, note: 'of 9' }, { status: 'passed', examined: 3, reason: 'of 9' }],
    [
      'measurements',
      { examined: 1, measurements: { 'lamps/watts': { a: 40 } } },
      { status: 'passed', measurements: { 'lamps/watts': { a: 40 } } },
    ],
  ])('takes %s from the conclusion', (_case, conclusion, expected) => {
    expect(runCheck(concluding(conclusion), outcomesOf({ lamps: [] }), context)).toMatchObject(expected);
  });

  it.each<[string, SourceOutcome, string]>([
    ['denied', { status: 'denied', reason: 'may not list' }, 'unknown'],
    ['failed', { status: 'failed', reason: 'no answer' }, 'unknown'],
    ['absent, of an add-on', { status: 'absent', reason: 'no such API' }, 'not-applicable'],
  ])('gives %s sources their status and reason', (_case, outcome, status) => {
    const verdict = runCheck(sirensQuiet, new Map([...outcomesOf({ lamps: [] }), ['sirens', outcome]]), context);
    expect(verdict).toMatchObject({ status, reason: (outcome as { reason: string }).reason, findings: [] });
  });

  it('is unknown, and says whose fault it is, when the check itself throws', () => {
    const broken = defineCheck({
      ...lampsLit,
      run() {
        throw new TypeError('x is undefined');
      },
    });
    expect(runCheck(broken, outcomesOf({ lamps: [] }), context)).toMatchObject({
      status: 'unknown',
      reason: 'the check itself failed on this cluster’s objects (x is undefined): please report it with a snapshot',
    });
  });
});
