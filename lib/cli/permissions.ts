import { stringify } from 'yaml';
import { awsComments, awsPolicyOf } from '#lib/runbook/aws-policy.ts';
import { manifestOf } from '#lib/runbook/permissions.ts';
import { allWindows } from '#lib/runbook/registry.ts';
import { findWindow } from '#lib/runbook/windows.ts';
import { defineCommand } from './command.ts';
import { exitCodes } from './exit-code.ts';
import { configOptions, loadConfiguration } from './load-config.ts';

/**
 * `runbook permissions`: the RBAC manifest that the checks' sources need, ready for `kubectl apply -f -`; with `--aws` the
 * IAM policy.
 */
export const permissions = defineCommand({
  usage: 'permissions',
  about: 'Prints the roles and bindings that the checks need, derived from what they read; for kubectl apply -f -.',
  options: {
    window: { value: 'WINDOW', about: 'only those of one window' },
    aws: { about: 'the IAM policy for what the checks ask AWS instead; put your account in the place of ACCOUNT' },
    ...configOptions,
  },
  async run(_positionals, options, io) {
    const config = await loadConfiguration(options, io);
    const windows = options.window ? [await findWindow(options.window)] : allWindows;
    if (options.aws) {
      const policy = awsPolicyOf(windows, config);
      if (policy) io.stdout.write(`${JSON.stringify(policy, null, 2)}\n`);
      else io.stderr.write('runbook: these checks ask AWS nothing\n');
      return exitCodes.passed;
    }
    const objects = windows.flatMap((window) => manifestOf(window, config));
    io.stdout.write(windows.map((window) => awsComments(window, config)).join(''));
    io.stdout.write(
      objects.map((object) => `---\n${stringify(object, { lineWidth: 0, aliasDuplicateObjects: false })}`).join(''),
    );
    return exitCodes.passed;
  },
});
