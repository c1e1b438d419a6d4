import { describe, expect, it } from 'vitest';
import type { Exemption } from '#lib/config/exemptions-schema.ts';
import { toDocument } from '#lib/runs/document.ts';
import { type ExemptContext, exempt } from '#lib/runs/exempt.ts';
import { type CheckVerdict, runCheck } from '#lib/runs/run-check.ts';
import { readLabels } from '#lib/runs/subject-labels.ts';
import { configWith } from '../support/config.ts';
import { type Lamp, lampsLit, outcomesOf, sirensQuiet } from './toy-checks.ts';

const now = new Date('2026-03-02T07:00:00Z');
const forLamps: Exemption = { check: 'lamps/lit', owner: 'Ann', reason: 'bulbs are on order', until: '2026-03-31' };
const broken = (name: string, owner?: string): Lamp => ({ name, isBroken: true, ...(owner && { owner }) });

function judge(...lamps: Lamp[]): CheckVerdict[] {
  return [runCheck(lampsLit, outcomesOf({ lamps }), { config: configWith(), now })];
}

function exemptWith(exemptions: readonly Exemption[], verdicts: CheckVerdict[], differs: Partial<ExemptContext> = {}) {
  const context = { exemptions, now, timeZone: 'Europe/Berlin', labelsOf: () => ({}), ...differs };
  const { verdicts: left, report } = exempt(verdicts, context);
  return {
    status: left[0]?.status,
    left: left.flatMap(({ findings }) => findings.map(({ subject }) => subject.name)),
    hidden: report?.hidden.map(({ subject }) => subject.name),
    report,
  };
}

describe('an exemption', () => {
  it('takes what it names out of the result, and tells of it', () => {
    const { status, left, report } = exemptWith(
      [{ ...forLamps, name: 'hall' }],
      judge(broken('hall'), broken('attic')),
    );
    expect({ status, left }).toEqual({ status: 'failed', left: ['attic'] });
    expect(report).toEqual({
      hidden: [
        {
          check: 'lamps/lit',
          fingerprint: expect.stringMatching(/^[0-9a-f]{16}$/),
          severity: 'warning',
          subject: { kind: 'Lamp', namespace: null, name: 'hall' },
          message: 'Lamp hall is dark',
          exemption: { owner: 'Ann', reason: 'bulbs are on order', until: '2026-03-31' },
        },
      ],
      ended: [],
      unmatched: [],
    });
  });

  it('makes a check pass of which nothing serious is left', () => {
    expect(exemptWith([forLamps], judge(broken('hall')))).toMatchObject({ status: 'passed', left: [] });
  });

  it.each<[string, Partial<Exemption>, readonly string[]]>([
    ['name', { name: 'hall-1' }, ['hall-1']],
    ['glob', { name: 'hall-*' }, ['hall-1', 'hall-2']],
    ['glob of one character', { name: 'hall-?' }, ['hall-1', 'hall-2']],
    ['name that is no pattern', { name: 'hall.1' }, []],
    ['kind', { kind: 'Lamp' }, ['attic', 'hall-1', 'hall-2']],
    ['other kind', { kind: 'Pod' }, []],
    ['namespace, of what is in none', { namespace: 'shop' }, []],
    ['container, of what is on none', { container: 'app' }, []],
    ['label', { label: 'room=hall' }, ['hall-1']],
    ['other label', { label: 'room=cellar' }, []],
    ['all of several', { name: 'hall-*', label: 'room=hall' }, ['hall-1']],
  ])('by %s', (_case, part, hidden) => {
    const labelsOf = ({ name }: { name: string }) => ({ room: name === 'hall-1' ? 'hall' : 'other' });
    const verdicts = judge(broken('attic'), broken('hall-1'), broken('hall-2'));
    expect(exemptWith([{ ...forLamps, ...part }], verdicts, { labelsOf }).hidden?.toSorted()).toEqual(hidden);
  });

  it('hides a finding of several objects only when it names their owner or all of them', () => {
    const verdicts = () => judge(broken('hall-1', 'hall'), broken('hall-2', 'hall'));
    const hiddenBy = (part: Partial<Exemption>) => exemptWith([{ ...forLamps, ...part }], verdicts()).hidden;
    expect(hiddenBy({ name: 'hall-1' })).toEqual([]);
    expect(hiddenBy({ name: 'hall-*' })).toEqual(['hall-1']);
    expect(hiddenBy({ kind: 'Room', name: 'hall' })).toEqual(['hall-1']);
  });

  it('holds to the end of its last day in the configured zone, then hides nothing and is told of', () => {
    const exemptions = [{ ...forLamps, until: '2026-03-01' }];
    const at = (instant: string) => exemptWith(exemptions, judge(broken('hall')), { now: new Date(instant) });
    expect(at('2026-03-01T22:59:59Z')).toMatchObject({ left: [], report: { ended: [] } });
    expect(at('2026-03-01T23:00:00Z')).toMatchObject({ left: ['hall'], hidden: [], report: { ended: exemptions } });
  });

  it('that hid nothing is told of when its check looked, and only then', () => {
    const elsewhere = { ...forLamps, check: 'sirens/quiet' };
    expect(exemptWith([forLamps, elsewhere], judge()).report?.unmatched).toEqual([]);
    const lit: Lamp = { name: 'hall', isBroken: false };
    expect(exemptWith([forLamps, elsewhere], judge(lit)).report?.unmatched).toEqual([forLamps]);
    const blind = runCheck(sirensQuiet, new Map(), { config: configWith(), now });
    expect(exemptWith([elsewhere], [blind])).toMatchObject({ status: 'unknown', report: { unmatched: [] } });
  });

  it('leaves a document without exemptions as it was', () => {
    const verdicts = judge(broken('hall'));
    expect(exempt(verdicts, { exemptions: [], now, timeZone: 'UTC', labelsOf: () => ({}) })).toEqual({
      verdicts,
      report: undefined,
    });
  });
});

it('a finding that an exemption hides is not told as resolved', () => {
  const verdicts = judge(broken('hall'));
  const context = { exemptions: [forLamps], now, timeZone: 'UTC', labelsOf: () => ({}) };
  const { verdicts: left, report } = exempt(verdicts, context);
  const finding = verdicts[0]?.findings[0];
  if (!finding || !report) throw new Error('there is a finding, and it is hidden');
  const open = [{ ...finding, check: 'lamps/lit', firstSeenAt: '2026-03-01T07:00:00Z', runs: 2 }];
  const facts = { id: 'x', window: 'w', cluster: 'c', scheduledAt: '', startedAt: '', finishedAt: '', judgedAt: '' };
  const seen = { steps: [], verdicts: left, reads: [] };
  const before = { run: 'earlier', open, resolved: [] };
  expect(toDocument({ ...seen, exemptions: report }, before, facts)).toMatchObject({
    resolved: [],
    exemptions: report,
  });
  expect(toDocument(seen, before, facts).resolved).toHaveLength(1);
});

describe('labels', () => {
  const labelsOf = readLabels(
    outcomesOf({
      pods: { items: [{ namespace: 'shop', name: 'cart-1', labels: { app: 'cart' } }] },
      nodes: [{ name: 'node-1', labels: { zone: 'a' } }],
      deployments: [{ kind: 'Deployment', namespace: 'shop', name: 'cart', podLabels: { app: 'cart' } }],
      serverVersion: { major: 1 },
      nothing: null,
    }),
  );

  it.each([
    ['Pod', 'shop', 'cart-1', { app: 'cart' }],
    ['Node', null, 'node-1', { zone: 'a' }],
    ['Deployment', 'shop', 'cart', { app: 'cart' }],
    ['Deployment', 'other', 'cart', {}],
  ])('of %s %s/%s', (kind, namespace, name, labels) => {
    expect(labelsOf({ kind, namespace, name })).toEqual(labels);
  });
});
