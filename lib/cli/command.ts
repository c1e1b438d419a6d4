import { parseArgs } from 'node:util';
import { findNearest } from '#lib/config/nearest.ts';
import { UsageError } from '#lib/config/usage-error.ts';
import type { Io } from './io.ts';

/** An option of a command; `value` names its argument in the help, without one it is a switch. */
export interface OptionSpec {
  readonly value?: string;
  readonly isRepeatable?: boolean;
  readonly about: string;
}

/** The options that were given; a repeatable one as a list, a switch as `true`. */
export type OptionValues<Specs> = {
  readonly [Name in keyof Specs]?: Specs[Name] extends { value: string }
    ? Specs[Name] extends { isRepeatable: true }
      ? string[]
      : string
    : boolean;
};

/** One command of the CLI. */
export interface Command<Specs extends Readonly<Record<string, OptionSpec>> = Readonly<Record<string, OptionSpec>>> {
  /** As typed, arguments in capitals: `run WINDOW`. */
  readonly usage: string;
  readonly about: string;
  readonly options: Specs;
  /** Gives the exit code. Throws `UsageError` for a user's mistake. */
  run(positionals: readonly string[], options: OptionValues<Specs>, io: Io): Promise<number>;
}

/** Fixes a command's option types. */
export function defineCommand<const Specs extends Readonly<Record<string, OptionSpec>>>(
  command: Command<Specs>,
): Command {
  return command;
}

/** Parses the arguments after the command's name and runs it; `--help` prints how. */
export async function runCommand(command: Command, args: readonly string[], io: Io): Promise<number> {
  if (args.includes('--help')) {
    io.stdout.write(describeCommand(command));
    return 0;
  }
  const { positionals, values } = parse(command, args);
  return command.run(positionals, values as OptionValues<Command['options']>, io);
}

function parse(command: Command, args: readonly string[]) {
  const options = Object.entries(command.options).map(([name, spec]) => [
    name,
    { type: spec.value ? 'string' : 'boolean', multiple: spec.isRepeatable ?? false } as const,
  ]);
  try {
    return parseArgs({ args: [...args], options: Object.fromEntries(options), allowPositionals: true, strict: true });
  } catch (error) {
    throw new UsageError(explainParseError(error as Error & { code?: string }, command));
  }
}

function explainParseError(error: Error & { code?: string }, command: Command): string {
  const seeHelp = `see runbook ${command.usage.split(' ')[0]} --help`;
  if (error.code !== 'ERR_PARSE_ARGS_UNKNOWN_OPTION') return `${error.message.split('. ')[0]}; ${seeHelp}`;
  const option = /'(-[^']*)'/.exec(error.message)?.[1] ?? '';
  const near = findNearest(option.replace(/^-+/, ''), Object.keys(command.options));
  return `unknown option ${option}${near ? `; did you mean --${near}?` : `; ${seeHelp}`}`;
}

function describeCommand({ usage, about, options }: Command): string {
  const rows = Object.entries(options).map(
    ([name, spec]) => [`--${name}${spec.value ? ` ${spec.value}` : ''}`, spec.about] as const,
  );
  const width = Math.max(0, ...rows.map(([left]) => left.length));
  const lines = rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}\n`);
  return `runbook ${usage}\n\n${about}\n${lines.length > 0 ? `\nOptions:\n${lines.join('')}` : ''}`;
}
