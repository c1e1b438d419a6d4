import type { Context } from 'aws-lambda';
import { expect, it } from 'vitest';
import type { AskWindow } from '#lib/lambda/ask-window.ts';
import { serveSweep } from '#lib/lambda/sweep-handler.ts';
import { configText, installFunction } from '../lambda/function-bench.ts';

/** The window's function and the sweep's beside it, on one table and one topic; `subjects` are what was published. */
async function installSweep() {
  // the table's own clock is the system's, so that time must start from there
  const begin = Date.now();
  const bench = await installFunction({ now: new Date(begin) });
  const { around, parts, folder, messages, invoke } = bench;
  const sections =
    'channels: { email: a@example.org }\nescalation: { digest: { enabled: false }, ledger: { enabled: false } }\n';
  const config = folder.write('chase.json', configText('ecommerce-production', sections));
  const variables = { ...parts.variables, CONFIG: config };
  const askWindow: AskWindow = (window, event) =>
    window === 'daily-morning' ? invoke(event) : Promise.reject(new Error(`no function of ${window}`));
  const sweep = serveSweep({ ...parts, variables, askWindow });
  return {
    ...bench,
    goTo: (minute: number) => {
      around.now = new Date(begin + minute * 60_000);
    },
    sweep: () => sweep({}, { functionName: 'sweep', awsRequestId: '1' } as Context),
    subjects: () => messages.splice(0).map(({ form }) => form.get('Subject') ?? ''),
  };
}

const only = { only: ['nodes/ready'] };

it('a window that fails is chased by e-mail through the topic of the reports, until the next run finds nothing', async () => {
  const { invoke, sweep, goTo, subjects, around } = await installSweep();
  await invoke(only);
  expect(subjects()).toEqual(['FAILED daily-morning on ecommerce-production: 1 new']);
  expect(await sweep()).toMatchObject([{ cluster: 'ecommerce-production', runs: 1, deliveries: { accepted: 1 } }]);
  expect(subjects()).toEqual([expect.stringMatching(/^CRITICAL ecommerce-production: Node /)]);
  goTo(14);
  await sweep();
  expect(subjects()).toEqual([]);
  for (const minute of [15, 30]) {
    goTo(minute);
    await sweep();
    expect(subjects()).toHaveLength(1);
  }
  around.snapshot = 'healthy';
  goTo(40);
  await invoke(only);
  subjects();
  await sweep();
  expect(subjects()).toEqual([expect.stringMatching(/^RESOLVED ecommerce-production: Node /)]);
});

it('before a further page the window looks again: what has recovered is resolved, and nobody is paged', async () => {
  const { invoke, sweep, goTo, subjects, around } = await installSweep();
  await invoke(only);
  await sweep();
  subjects();
  around.snapshot = 'healthy';
  goTo(15);
  await sweep();
  expect(subjects()).toEqual([expect.stringMatching(/^RESOLVED ecommerce-production: Node /)]);
  goTo(30);
  await sweep();
  expect(subjects()).toEqual([]);
});

it('a window that does not answer stops no page: it says that it could not re-check', async () => {
  const { invoke, sweep, goTo, subjects, messages, around } = await installSweep();
  await invoke(only);
  await sweep();
  subjects();
  around.tweak = () => {
    throw new Error('the function is gone');
  };
  goTo(15);
  await sweep();
  expect(messages.map(({ form }) => form.get('Message'))).toEqual([
    expect.stringContaining(
      'could not re-check: the function of daily-morning could not look: Error: the function is gone',
    ),
  ]);
});

it('a sweep without anything to do tells nobody', async () => {
  const { sweep, subjects } = await installSweep();
  expect(await sweep()).toMatchObject([{ runs: 0, incidents: 0 }]);
  expect(subjects()).toEqual([]);
});
