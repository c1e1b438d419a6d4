import type { Recheck } from '#lib/incidents/event.ts';
import type { Incident } from '#lib/incidents/incident.ts';
import { openNotifiers } from '#lib/notify/open-notifiers.ts';
import { sweep as sweepTable } from '#lib/notify/sweep.ts';
import { defineCommand } from './command.ts';
import { examinationParts } from './doctor/ways-to-people.ts';
import { exitCodes } from './exit-code.ts';
import { readInstant } from './given-times.ts';
import { configOptions, loadConfiguration } from './load-config.ts';
import { recheckOn } from './recheck.ts';
import { openStore } from './store.ts';
import { openTarget, targetOptions } from './target.ts';

/** `runbook sweep`: what the sweeper does each minute in AWS, once, for the embedded store. */
export const sweep = defineCommand({
  usage: 'sweep',
  about: 'Makes incidents of what runs found, does what is due of them, and tells people. Run it each minute, by cron.',
  options: {
    ...targetOptions,
    ...configOptions,
    now: { value: 'ISO', about: 'as of this instant; default now' },
  },
  async run(_positionals, options, io) {
    const config = await loadConfiguration(options, io);
    const now = options.now === undefined ? io.clock() : readInstant('--now', options.now);
    const isAsked = [options.snapshot, options.context, options.kubeconfig, options.cluster].some(
      (given) => given !== undefined,
    );
    // never a deployed one: the ways to people that its own sweep has are not known here, and messages would be lost
    const table = await openStore({}, io);
    const target = isAsked ? await openTarget(options, config, io) : undefined;
    const recheck = async (incident: Incident): Promise<Recheck> =>
      target
        ? recheckOn(target, incident, config, now, table)
        : { result: 'unknown', reason: 'the sweep was given no cluster to look at' };
    const openTopic = async (arn: string) => (await import('#lib/notify/sns.ts')).openSnsTopic(arn);
    const notifiers = openNotifiers(config, { variables: io.env, openTopic });
    const examination = await examinationParts(io.env);
    try {
      const { runs, incidents, deliveries } = await sweepTable({
        table,
        config,
        cluster: null,
        recheck,
        notifiers,
        examination,
        now,
      });
      const { accepted, intended, failed, unknown, cancelled } = deliveries;
      const silent = unknown > 0 ? `, ${unknown} given up without an answer` : '';
      io.stdout.write(
        `${runs} runs settled, ${incidents} incidents due; messages: ${accepted} sent, ${intended} to be tried again, ${failed} failed${silent}, ${cancelled} needless\n`,
      );
      return exitCodes.passed;
    } finally {
      table.close();
      await target?.close();
    }
  },
});
