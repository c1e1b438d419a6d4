import { homedir } from 'node:os';
import { join } from 'node:path';
import { openSqliteTable } from '#lib/store/sqlite-table.ts';
import type { Table } from '#lib/store/table.ts';
import type { Io } from './io.ts';

/** The embedded store's file, in the user's state folder (XDG Base Directory Specification). */
function storePath(env: Io['env']): string {
  const stateHome = env.XDG_STATE_HOME || join(env.HOME ?? homedir(), '.local', 'state');
  return join(stateHome, 'eks-runbook', 'runbook.sqlite');
}

/** Opens the embedded store, made on first use. Throws `StoreError`. */
export function openStore(env: Io['env']): Table {
  return openSqliteTable(storePath(env));
}
