import { UsageError } from '#lib/config/usage-error.ts';
import type { WindowAnswer } from '#lib/lambda/run-deployed.ts';
import { count } from '#lib/report/count.ts';
import { printable } from '#lib/report/printable.ts';
import { assertInWindow } from '#lib/runbook/asked-ids.ts';
import { findWindow } from '#lib/runbook/windows.ts';
import { readRun } from '#lib/store/runs.ts';
import { defineCommand } from './command.ts';
import type { FunctionAnswer } from './deployed/invoke-function.ts';
import { exitCodes } from './exit-code.ts';
import { readScheduledAt, scheduledOption } from './given-times.ts';
import type { Io } from './io.ts';
import { configOptions, loadConfiguration } from './load-config.ts';
import { loadRenderer, outputOption, terminalOptions } from './render.ts';
import { storeOptions } from './store.ts';

/** `runbook invoke`: runs a window where it is deployed. */
export const invoke = defineCommand({
  usage: 'invoke WINDOW',
  about: 'Runs a window in AWS, in its deployed function: follows its log, then shows the run as runbook run does.',
  options: {
    ...storeOptions,
    cluster: { value: 'NAME', about: 'which cluster; needed when several are deployed' },
    only: { value: 'ID,...', about: 'only these checks or steps' },
    ...scheduledOption,
    'dry-run': { about: 'look and judge, but keep nothing and tell nobody; shows a summary (text, json)' },
    ...outputOption,
    ...configOptions,
  },
  async run([windowId, ...rest], options, io) {
    if (rest.length > 0) throw new UsageError(`invoke takes one window, not also ${rest.join(' ')}`);
    const window = await findWindow(windowId);
    const only = (options.only ?? '').split(',').filter(Boolean);
    assertInWindow(window, only);
    const { output, cluster, 'dry-run': dryRun = false } = options;
    if (dryRun && !['text', 'json', undefined].includes(output))
      throw new UsageError(`--output ${output}: a dry run in AWS answers with a summary only (text, json)`);
    const [render, { timeZone }] = [await loadRenderer(output), await loadConfiguration(options, io)];
    const { findStack, openStackTable } = await import('./deployed/stack.ts');
    const { findDeployedWindow, invokeWindow } = await import('./deployed/invoke-window.ts');
    const stack = await findStack(options);
    const deployed = await findDeployedWindow(stack, window.id);
    const scheduled = options['scheduled-at'];
    const scheduledAt =
      scheduled === undefined ? {} : { scheduledAt: readScheduledAt(scheduled, io.clock()).toISOString() };
    const event = { dryRun, only, ...scheduledAt, ...(cluster !== undefined && { cluster }) };
    const answer = await invokeWindow(deployed, event, timeZone, io);
    if (answer.isFailed) return await tellFailure(answer, deployed.functionName, io);
    const summary = answer.payload as WindowAnswer;
    if (dryRun) {
      io.stdout.write(output === 'json' ? `${JSON.stringify(summary, null, 2)}\n` : describeSummary(summary));
      return exitCodeOf(summary);
    }
    if (summary.isRepeat) io.stderr.write('runbook: this run had been done before; nothing was looked at again\n');
    const table = await openStackTable(stack, io.clock);
    const document = await readRun(table, summary.id).finally(() => table.close());
    io.stdout.write(render(document, { ...terminalOptions(io, timeZone), isKept: true }));
    return exitCodes[document.run.status];
  },
});

/** A mistake in what was asked is the function's to find too: it knows its clusters. */
async function tellFailure(
  { errorType, errorMessage }: FunctionAnswer & { readonly isFailed: true },
  functionName: string,
  io: Io,
): Promise<number> {
  if (errorType === 'UsageError') throw new UsageError(`${functionName} refuses: ${printable(errorMessage)}`);
  const { logGroupOf } = await import('./deployed/follow-log.ts');
  io.stderr.write(
    `runbook: ${functionName} failed: ${printable(errorMessage)} (${printable(errorType)}); its log: aws logs tail ${logGroupOf(functionName)} --since 30m\n`,
  );
  return exitCodes.internal;
}

function describeSummary({ status, window, cluster, severities, unknown, checks, ...run }: WindowAnswer): string {
  const { critical, warning, info } = severities;
  const found = `${critical} critical, ${count(warning, 'warning')}, ${info} info, from ${count(checks, 'check')}`;
  const changed = `${run.appeared} new, ${run.resolved} resolved, ${unknown} could not look`;
  return `${status.toUpperCase()}  ${window} on ${printable(cluster)}\n${found}; ${changed}\nA dry run: nothing was kept, nobody was told.\n`;
}

/** `unfinished` is none of a run that has answered. */
function exitCodeOf({ status }: WindowAnswer): number {
  return status === 'unfinished' ? exitCodes.unknown : exitCodes[status];
}
