import type { Context } from 'aws-lambda';
import { onTestFinished, vi } from 'vitest';
import { parse } from 'yaml';
import { connectCluster } from '#lib/cluster/connection.ts';
import { loadSnapshot } from '#lib/cluster/embedded/load-snapshot.ts';
import { serveSnapshot } from '#lib/cluster/embedded/serve-snapshot.ts';
import type { Snapshot } from '#lib/cluster/embedded/snapshot.ts';
import { runbookConfigSchema } from '#lib/config/schema.ts';
import type { WindowAnswer } from '#lib/lambda/run-deployed.ts';
import { serveWindow } from '#lib/lambda/serve-window.ts';
import type { WindowParts } from '#lib/lambda/window-parts.ts';
import { openSnsTopic } from '#lib/notify/sns.ts';
import { dailyMorning } from '#lib/runbook/daily-morning.ts';
import { openSqliteTable } from '#lib/store/sqlite-table.ts';
import { type AwsAnswer, startFakeAws } from '../eks/fake-aws.ts';
import { makeScratchFolder } from '../support/scratch-folder.ts';

const published = '<PublishResponse><PublishResult><MessageId>1</MessageId></PublishResult></PublishResponse>';

/** What SNS answers to a message it takes. */
export const accepted: AwsAnswer = { body: published };

/** A cluster that is looked at, as it is at each moment. */
export interface Surroundings {
  /** Shipped snapshot; may be changed between invocations. */
  snapshot: string;
  /** Makes something else of it. */
  tweak: (snapshot: Snapshot) => Snapshot;
  answer: () => AwsAnswer;
  now: Date;
}

/**
 * The function of `daily-morning` with an embedded cluster, an embedded store and an SNS of our own. `invoke` delivers
 * an event; `messages` is what SNS was asked to publish.
 */
export async function installFunction(given: Partial<Surroundings> = {}) {
  const folder = makeScratchFolder();
  const config = folder.write('shop.json', configText('ecommerce-production'));
  const now = new Date('2026-03-02T07:00:00Z');
  const around: Surroundings = { snapshot: 'example', tweak: (one) => one, answer: () => accepted, now, ...given };
  const { calls } = await startFakeAws(() => around.answer());
  vi.stubEnv('POWERTOOLS_LOG_LEVEL', 'SILENT');
  vi.stubEnv('POWERTOOLS_METRICS_DISABLED', 'true');
  const table = openSqliteTable(`${folder.path}/runbook.sqlite`);
  onTestFinished(() => table.close());
  let url = '';
  const parts: WindowParts = {
    variables: { TABLE_NAME: 'runs', TOPIC_ARN: 'arn:aws:sns:eu-west-1:111122223333:reports', CONFIG: config },
    clock: () => around.now,
    openTable: () => table,
    openTopic: (arn) => openSnsTopic(arn),
    openCluster: () => (signal) => connectCluster({ url }, { signal }),
  };
  return {
    around,
    table,
    parts,
    messages: calls,
    folder,
    /** `handler`: one that is warm. */
    invoke: async (
      event: unknown,
      { parts: changed = parts, remainingMs = 300_000, handler = serveWindow(dailyMorning, changed) } = {},
    ): Promise<WindowAnswer> => {
      const server = await serveSnapshot(around.tweak(await loadSnapshot(around.snapshot)));
      url = server.url;
      try {
        // a recheck answers otherwise, but to the sweep alone
        return (await handler(event as never, contextWith(remainingMs))) as WindowAnswer;
      } finally {
        await server.close();
      }
    },
  };
}

/** A small configuration as it is deployed, with sections of YAML added. */
export function configText(cluster: string, more = ''): string {
  const text = `schemaVersion: 1\ncluster: { name: ${cluster} }\ntimeZone: Europe/Berlin\nnamespaces: [ecommerce]\n`;
  return JSON.stringify(runbookConfigSchema.parse(parse(text + more)));
}

function contextWith(remainingMs: number): Context {
  const endsAt = performance.now() + remainingMs;
  const context: Partial<Context> = {
    functionName: 'eks-runbook-daily-morning',
    awsRequestId: 'request-1',
    getRemainingTimeInMillis: () => Math.max(0, endsAt - performance.now()),
  };
  return context as Context;
}
