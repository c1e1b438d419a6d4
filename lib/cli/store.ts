import { homedir } from 'node:os';
import { join } from 'node:path';
import { openSqliteTable } from '#lib/store/sqlite-table.ts';
import type { Table } from '#lib/store/table.ts';
import type { StackChoice } from './deployed/stack.ts';
import type { Io } from './io.ts';

/** Chooses the store of a deployed runbook, beside the options of a target. */
export const stackOption = {
  stack: { value: 'NAME', about: 'use what the runbook deployed with this CloudFormation stack keeps' },
} as const;

/** Choose the store, for commands that look at no cluster. */
export const storeOptions = {
  ...stackOption,
  region: { value: 'REGION', about: 'the AWS region of the stack; default that of the profile or environment' },
  profile: { value: 'NAME', about: 'the AWS profile for the stack, which is eks-runbook without --stack' },
} as const;

/**
 * Opens the deployed store that the options name, else the embedded one, made on first use. Throws `UsageError` for a
 * stack that cannot be found, `StoreError` for a store that cannot be opened.
 */
export async function openStore(choice: StackChoice, io: Io): Promise<Table> {
  if ((choice.stack ?? choice.region ?? choice.profile) === undefined) return openSqliteTable(storePath(io.env));
  const { findStack, openStackTable } = await import('./deployed/stack.ts');
  return openStackTable(await findStack(choice), io.clock);
}

/** The store of a command that has a target: without `--stack`, `--region` and `--profile` are the cluster's only. */
export function openStoreBeside(choice: StackChoice, io: Io): Promise<Table> {
  return openStore(choice.stack === undefined ? {} : choice, io);
}

/** The embedded store's file, in the user's state folder (XDG Base Directory Specification). */
function storePath(env: Io['env']): string {
  const stateHome = env.XDG_STATE_HOME || join(env.HOME ?? homedir(), '.local', 'state');
  return join(stateHome, 'eks-runbook', 'runbook.sqlite');
}
