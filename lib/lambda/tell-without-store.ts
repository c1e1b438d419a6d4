import type { RunbookConfig } from '#lib/config/schema.ts';
import { policyOf } from '#lib/incidents/policy.ts';
import { postJson } from '#lib/notify/notifier.ts';
import { openSecrets } from '#lib/notify/secrets.ts';
import type { Topic } from '#lib/notify/sns.ts';
import type { RunDocument } from '#lib/runs/run-document.ts';
import { changesOf, composeMessage } from './run-message.ts';

export interface StoreDown {
  readonly document: RunDocument;
  readonly config: RunbookConfig;
  /** What the table said. */
  readonly error: Error;
  readonly topic: Topic;
  readonly variables: Readonly<Record<string, string | undefined>>;
}

/**
 * Tells what a run has found although nothing can be kept: to the topic of the reports and, of critical findings, to level
 * 1 in PagerDuty, under one key for the window, so that another try adds to the alert and makes no further one. Nobody is
 * chased by it: once the table is back, the next try of the run is kept, and its findings become incidents.
 *
 * Rejects with what went wrong with either, once both were tried: told twice is better than not at all.
 */
export async function tellWithoutStore(down: StoreDown): Promise<void> {
  const { document, config, error, topic } = down;
  const { subject, body, attributes } = composeMessage(document, changesOf(document, new Set()), config.timeZone);
  const preface = `The table of the runbook cannot be used: ${error.message}
What follows was seen all the same. It is not kept and not held against the run before, and nobody is chased for it
until the table is back.`;
  const message = { subject: `STORE DOWN, ${subject}`, body: `${preface}\n\n${body}`, attributes };
  const tellings = await Promise.allSettled([topic.publish(message), page(down, 'trigger')]);
  const failed = tellings.find((telling) => telling.status === 'rejected');
  if (failed) throw failed.reason;
}

/** Ends the alert once a run of the window is kept again: what it found is chased as ever. */
export async function endWithStore(down: Omit<StoreDown, 'error' | 'topic'>): Promise<void> {
  await page({ ...down, error: new Error('it is back') }, 'resolve');
}

async function page(
  { document, config, error, variables }: Omit<StoreDown, 'topic'>,
  action: 'trigger' | 'resolve',
): Promise<void> {
  const reference = policyOf(config, 'critical').levels[0]?.ways.pagerduty;
  const found = document.steps.flatMap(({ checks }) => checks.flatMap(({ findings }) => findings));
  const critical = found.filter(({ severity }) => severity === 'critical');
  if (reference === undefined || (action === 'trigger' && critical.length === 0)) return;
  const { cluster, window } = document.run;
  const key = {
    routing_key: await openSecrets({ variables })(reference),
    event_action: action,
    dedup_key: `eks-runbook/store-down/${cluster}/${window}`,
  };
  const summary = `STORE DOWN, CRITICAL ${cluster}: ${critical[0]?.message ?? ''}`.slice(0, 1024).toWellFormed();
  const messages = critical.slice(0, 20).map(({ message }) => message);
  const details = { store: error.message, findings: messages, count: critical.length };
  const payload = { summary, source: cluster, severity: 'critical', group: window, custom_details: details };
  const event = action === 'trigger' ? { ...key, client: 'eks-runbook', payload } : key;
  const sent = await postJson(config.escalation.delivery.pagerdutyUrl, JSON.stringify(event));
  if (sent.result !== 'accepted') throw new Error(sent.error);
}
