import { expect, it } from 'vitest';
import { openStory } from './story.ts';

const whole = `# Incident INC-20260302-060000-hguu0o: Cluster health

CRITICAL ecommerce-production, window daily-morning, 1 finding.

Opened Mon 2 Mar 2026 07:00 CET, resolved Mon 2 Mar 2026 07:40 CET: 40 min.

## Clocks

- L1 On-Call Engineer, paged Mon 2 Mar 2026 07:00 CET: acked 07:14 by ann (limit 07:15 met); not resolved (limit 07:30 missed), then L2 07:30
- L2 Senior Engineer, paged Mon 2 Mar 2026 07:30 CET: not acked (limit 08:00 not reached); resolved 07:40 (limit 08:30 met)

## Timeline

- Mon 2 Mar 2026 07:00 CET, runbook: opened: Node node-a is not well
- Mon 2 Mar 2026 07:00 CET, runbook: paged level 1, On-Call Engineer, through pagerduty: it is new
- Mon 2 Mar 2026 07:14 CET, ann: acknowledged at level 1, in time, before Mon 2 Mar 2026 07:15 CET
- Mon 2 Mar 2026 07:30 CET, runbook: checked again, still there: Node node-a is not well
- Mon 2 Mar 2026 07:30 CET, runbook: escalated to level 2, Senior Engineer, through pagerduty: not resolved by Mon 2 Mar 2026 07:30 CET
- Mon 2 Mar 2026 07:40 CET, runbook: recovered: the run found nothing of it

## Who was told

- Mon 2 Mar 2026 07:00 CET, inform to the team through email: accepted; it is new
- Mon 2 Mar 2026 07:00 CET, inform to the team through slack: accepted; it is new
- Mon 2 Mar 2026 07:00 CET, page to level 1, On-Call Engineer through pagerduty: accepted; it is new
- Mon 2 Mar 2026 07:14 CET, inform to level 1, On-Call Engineer through pagerduty: accepted; acknowledged by ann
- Mon 2 Mar 2026 07:14 CET, inform to the team through email: accepted; acknowledged by ann
- Mon 2 Mar 2026 07:14 CET, inform to the team through slack: accepted; acknowledged by ann
- Mon 2 Mar 2026 07:30 CET, escalate to level 2, Senior Engineer through pagerduty: accepted; not resolved by Mon 2 Mar 2026 07:30 CET
- Mon 2 Mar 2026 07:40 CET, resolve to the team through email: accepted; recovered: the run found nothing of it
- Mon 2 Mar 2026 07:40 CET, resolve to the team through slack: accepted; recovered: the run found nothing of it
- Mon 2 Mar 2026 07:40 CET, resolve to level 1, On-Call Engineer through pagerduty: accepted; recovered: the run found nothing of it
- Mon 2 Mar 2026 07:40 CET, resolve to level 2, Senior Engineer through pagerduty: accepted; recovered: the run found nothing of it

## Found when it began

- Node node-a is not well (nodes/ready), since Mon 2 Mar 2026 07:00 CET

## Found last

- Node node-a is not well (nodes/ready), since Mon 2 Mar 2026 07:00 CET
`;

/** Scenario 2, and its end: acknowledged at 14:59, escalated at 30, recovered at 40. */
async function openEnded() {
  const story = await openStory();
  story.cluster.nodes = ['node-a'];
  await story.run(0);
  await story.sweep(0);
  const { id } = await story.incident();
  await story.type(14 + 59 / 60, 'ack', id);
  await story.sweepUntil(30, { from: 15 });
  story.cluster.nodes = [];
  await story.run(40);
  await story.sweep(40);
  story.told();
  return { story, id };
}

it('48: the report of scenario 2 says what happened, byte for byte, from what is kept', async () => {
  const { story, id } = await openEnded();
  expect(await story.type(41, 'report', 'incident', id)).toEqual({ exitCode: 0, written: whole });
  expect(await story.type(9999, 'report', 'incident', id)).toEqual({ exitCode: 0, written: whole });
});

it('48: and as JSON, with both clocks of each level judged', async () => {
  const { story, id } = await openEnded();
  const { written } = await story.type(41, 'report', 'incident', id, '--output', 'json');
  const report = JSON.parse(written) as { schemaVersion: number; clocks: object[]; timeline: object[]; told: object[] };
  expect([report.schemaVersion, report.timeline.length, report.told.length]).toEqual([1, 6, 11]);
  expect(report.clocks).toMatchObject([
    { level: 1, response: 'met', resolution: 'missed', acknowledgedBy: 'ann', nextLevel: 2 },
    { level: 2, response: 'not-reached', resolution: 'met', resolvedAt: story.at(40).toISOString(), nextLevel: null },
  ]);
});

it.each([
  [['report'], 'report writes that of one incident: runbook report incident ID; runbook incidents --all lists them'],
  [['report', 'incident', 'INC-0'], 'no incident INC-0 is kept; runbook incidents --all lists them'],
  [['report', 'incident', 'INC-0', '--output', 'html'], 'unknown output html (markdown, json)'],
])('%j is refused', async (args, message) => {
  const story = await openStory();
  expect(await story.type(0, ...args)).toEqual({ exitCode: 64, written: `runbook: ${message}\n` });
});
