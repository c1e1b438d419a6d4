import { expect, it } from 'vitest';
import { askForRecheck } from '#lib/lambda/ask-window.ts';
import { sweep } from '#lib/notify/sweep.ts';
import { listIncidents } from '#lib/store/incidents.ts';
import { listRuns } from '#lib/store/runs.ts';
import { configWith } from '../support/config.ts';
import { installFunction } from './function-bench.ts';

/** The function, and the incident that its run on the example led to. */
async function installIncident() {
  const bench = await installFunction({ now: new Date() });
  const { invoke, table, around } = bench;
  await invoke({ only: ['nodes/ready'] });
  const recheck = async () => ({ result: 'unknown', reason: 'nobody asks' }) as const;
  await sweep({ table, config: configWith(), cluster: null, notifiers: {}, recheck, now: around.now });
  const [incident] = await listIncidents(table, { limit: 9, isOpen: true });
  return { ...bench, id: String(incident?.id) };
}

it('looks at the failing checks of an incident again; keeps nothing and tells nobody', async () => {
  const { invoke, id, around, table, messages } = await installIncident();
  const told = messages.length;
  const trouble = { checks: ['nodes/ready'], findingCount: 1 };
  expect(await invoke({ recheck: id })).toMatchObject({ result: 'failing', trouble });
  around.snapshot = 'healthy';
  expect(await invoke({ recheck: id })).toEqual({ result: 'passing' });
  around.tweak = (one) => ({ ...one, denied: [{ verb: 'list', group: '', resource: 'nodes' }] });
  expect(await invoke({ recheck: id })).toMatchObject({
    result: 'unknown',
    reason: expect.stringContaining('list nodes'),
  });
  expect(await listRuns(table, { limit: 9 })).toHaveLength(1);
  expect(messages).toHaveLength(told);
});

it('says of an incident that is not of its window that there is none', async () => {
  const { invoke } = await installIncident();
  await expect(invoke({ recheck: 'INC-1' })).rejects.toThrow('there is no incident INC-1 of daily-morning');
});

it.each([
  [
    'an answer to something else',
    { status: 'passed' },
    'the function of daily-morning could not look: Error: it answered something else',
  ],
  [
    'a verdict without its findings',
    { result: 'failing' },
    'the function of daily-morning could not look: Error: it answered something else',
  ],
])('%s is no second look', async (_name, answer, reason) => {
  const incident = { window: 'daily-morning', id: 'INC-1' };
  const recheck = await askForRecheck(incident, async () => answer);
  expect(recheck).toMatchObject({ result: 'unknown', reason });
});
