import { connectCluster } from '#lib/cluster/connection.ts';
import type { RunbookConfig } from '#lib/config/schema.ts';
import { UsageError } from '#lib/config/usage-error.ts';
import { createProgress } from '#lib/report/progress.ts';
import { assertInWindow } from '#lib/runbook/asked-ids.ts';
import { findWindow } from '#lib/runbook/windows.ts';
import { runWindow } from '#lib/runs/run-window.ts';
import { defineCommand } from './command.ts';
import { exitCodes } from './exit-code.ts';
import { readInstant, readScheduledAt, scheduledOption } from './given-times.ts';
import { type Io, wantsColor } from './io.ts';
import { configOptions, loadConfiguration } from './load-config.ts';
import { loadRenderer, outputOption, terminalOptions } from './render.ts';
import { openStoreBeside, stackOption } from './store.ts';
import { configFor, openTarget, type Target, targetOptions } from './target.ts';

/** `runbook run`: runs a window now, by hand. */
export const run = defineCommand({
  usage: 'run WINDOW',
  about: 'Runs a window of the runbook: looks at a cluster, judges it, keeps the result, shows what changed.',
  options: {
    ...targetOptions,
    ...stackOption,
    ...configOptions,
    only: { value: 'ID,...', about: 'only these checks or steps' },
    ...outputOption,
    now: { value: 'ISO', about: 'judge as of this instant; default now, or when the snapshot was taken' },
    ...scheduledOption,
    'dry-run': { about: 'look and judge, but keep nothing' },
    'no-store': { about: 'neither keep the result nor compare it with earlier runs' },
  },
  async run([windowId, ...rest], options, io) {
    if (rest.length > 0) throw new UsageError(`run takes one window, not also ${rest.join(' ')}`);
    const window = await findWindow(windowId);
    const only = (options.only ?? '').split(',').filter(Boolean);
    assertInWindow(window, only);
    const judgedAt = options.now === undefined ? undefined : readInstant('--now', options.now);
    const scheduledAt = readScheduledAt(options['scheduled-at'], io.clock());
    const [render, config] = [await loadRenderer(options.output), await loadConfiguration(options, io)];
    const isDryRun = options['dry-run'] ?? false;
    const keeping = options['no-store'] ? null : { table: await openStoreBeside(options, io), isDryRun };
    const target = await openTarget(options, config, io);
    try {
      const { document, isKept } = await runOnTarget(
        { window, only, judgedAt, scheduledAt, config, target, keeping },
        io,
      );
      io.stdout.write(render(document, { ...terminalOptions(io, config.timeZone), isKept }));
      if (keeping && !keeping.isDryRun && !isKept)
        io.stderr.write('runbook: not kept: other runs of this window were kept meanwhile\n');
      return exitCodes[document.run.status];
    } finally {
      keeping?.table.close();
      await target.close();
    }
  },
});

interface Asked {
  readonly window: Parameters<typeof runWindow>[0]['window'];
  readonly only: readonly string[];
  readonly judgedAt: Date | undefined;
  readonly scheduledAt: Date;
  readonly config: RunbookConfig;
  readonly target: Target;
  readonly keeping: Parameters<typeof runWindow>[1];
}

async function runOnTarget({ window, only, config, target, keeping, ...asked }: Asked, io: Io) {
  const connection = connectCluster(target.access);
  const progress = createProgress(io.stderr, { color: wantsColor(io.stderr, io.env), isTTY: io.stderr.isTTY ?? false });
  const judgedAt = asked.judgedAt ?? target.takenAt;
  try {
    const ending = await runWindow(
      {
        window,
        only,
        connection,
        config: configFor(target, config),
        scheduledAt: asked.scheduledAt,
        clock: io.clock,
        events: progress,
        ...(judgedAt && { judgedAt }),
      },
      keeping,
    );
    if (ending.isDone) return ending;
    throw new UsageError(`run ${ending.earlier.id} has already been started; see runbook show ${ending.earlier.id}`);
  } finally {
    progress.end();
    connection.close();
  }
}
