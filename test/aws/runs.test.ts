import { expect, inject, it } from 'vitest';
import { claimRun } from '#lib/store/claim-run.ts';
import { openDynamodbTable } from '#lib/store/dynamodb-table.ts';
import { readOpenFindings } from '#lib/store/findings.ts';
import { readRemembered } from '#lib/store/remembered.ts';
import { listRuns, readRun } from '#lib/store/runs.ts';
import { saveRun } from '#lib/store/save-run.ts';
import { checkOf, cluster, documentOf, findingOf, keptOf, window } from '../store/support/documents.ts';
import { createTable, emulatorClient } from './support/create-table.ts';

it.each(['dynamodbLocal', 'ministack'] as const)('runs are claimed, saved and read back on %s', async (emulator) => {
  const endpoint = inject(emulator);
  await createTable(endpoint, 'runs');
  const table = openDynamodbTable('runs', {
    client: emulatorClient(endpoint),
    now: () => new Date('2026-03-20T00:00:00Z'),
  });
  const findings = Array.from({ length: 250 }, (_, index) => findingOf(`f${String(index).padStart(3, '0')}`));
  const noise = Array.from({ length: 20_000 }, (_, index) => [`pod-${index}`, Math.sin(index)]);
  const first = documentOf(1, { checks: [checkOf('a/b', findings)], measurements: Object.fromEntries(noise) });
  const second = documentOf(2, {
    checks: [checkOf('a/b', [findingOf('f000', { state: 'ongoing', runs: 2 })])],
    resolved: findings.slice(1).map((finding) => keptOf('a/b', finding)),
    run: { comparedWith: first.run.id },
  });

  const claims = await Promise.all(
    [1, 2, 3].map(() => claimRun(table, first.run, { now: new Date('2026-03-01T07:00:00Z') })),
  );
  expect(claims.filter(({ claimed }) => claimed)).toEqual([{ claimed: true, id: first.run.id, takenOver: false }]);
  for (const document of [first, second]) {
    const remembered = { 'a/figure': { run: document.run.id } };
    expect(await saveRun(table, document, { remembered })).toBe('saved');
    expect(await saveRun(table, document)).toBe('already-saved');
    expect(JSON.stringify(await readRun(table, document.run.id))).toBe(JSON.stringify(document));
  }
  const before = await readOpenFindings(table, cluster, window);
  expect(before.run).toBe(second.run.id);
  expect(before.open).toEqual([keptOf('a/b', findingOf('f000', { runs: 2 }))]);
  expect(before.resolved).toHaveLength(249);
  const runs = await listRuns(table, { limit: 10 });
  expect(runs.map(({ id, resolved }) => [id, resolved])).toEqual([
    [second.run.id, 249],
    [first.run.id, 0],
  ]);
  const asked = { now: new Date('2026-03-02T12:00:00Z'), atMost: 10 };
  expect((await readRemembered(table, cluster, 'a/figure', asked)).map(({ value }) => value)).toEqual([
    { run: second.run.id },
    { run: first.run.id },
  ]);
  table.close();
});
