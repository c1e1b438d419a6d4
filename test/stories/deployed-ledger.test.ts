import type { Context } from 'aws-lambda';
import { expect, it } from 'vitest';
import { serveSweep } from '#lib/lambda/sweep-handler.ts';
import { configText, installFunction } from '../lambda/function-bench.ts';

/** The functions with e-mail only, which goes to the topic of the reports. `sections` are more of the configuration. */
async function installSweep(sections = '') {
  const begin = new Date('2026-03-02T06:00:00Z');
  const bench = await installFunction({ now: begin, snapshot: 'healthy' });
  const { around, parts, folder, messages } = bench;
  const config = folder.write(
    'chase.json',
    configText('ecommerce-production', `channels: { email: a@example.org }\n${sections}`),
  );
  const askWindow = () => Promise.reject(new Error('no cluster is to be asked'));
  const sweep = serveSweep({ ...parts, variables: { ...parts.variables, CONFIG: config }, askWindow });
  return {
    ...bench,
    sweepAt: async (minute: number): Promise<string[]> => {
      around.now = new Date(begin.getTime() + minute * 60_000);
      await sweep({}, { functionName: 'sweep', awsRequestId: '1' } as Context);
      return messages.splice(0).map(({ form }) => form.get('Subject') ?? '');
    },
  };
}

it('a deployed window that does not run in time is told by e-mail, since no run tells of it, and stands in the digest', async () => {
  const { sweepAt, invoke, around, messages } = await installSweep();
  expect(await sweepAt(0)).toEqual([]);
  expect(await sweepAt(74)).toEqual([]);
  expect(await sweepAt(75)).toEqual([
    'WARNING ecommerce-production: daily-morning did not run at Mon 2 Mar 2026 08:00 CET: nobody looked',
  ]);
  expect(await sweepAt(89)).toEqual([]);
  expect(await sweepAt(90)).toEqual([
    'DAILY ecommerce-production: 1 open incident, 1 window that did not run as expected',
  ]);
  around.now = new Date('2026-03-02T07:45:00Z');
  await invoke({ scheduledAt: '2026-03-02T07:00:00Z' });
  messages.splice(0);
  expect(await sweepAt(106)).toEqual([
    expect.stringMatching(/^RESOLVED ecommerce-production: daily-morning did not run at Mon 2 Mar 2026 08:00 CET/),
  ]);
});
