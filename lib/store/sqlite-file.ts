import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { StoreError, type StoreFailure } from './store-error.ts';

/** Marks a SQLite file as ours (`PRAGMA application_id`, "EKSR"). */
const applicationId = 0x454b5352;
/** The layout below (`PRAGMA user_version`); a change of the layout raises it. */
const formatVersion = 1;

const layout = `
  CREATE TABLE IF NOT EXISTS items (
    pk TEXT NOT NULL, sk TEXT NOT NULL, gsi1pk TEXT, gsi1sk TEXT, expiresAt INTEGER, item TEXT NOT NULL,
    PRIMARY KEY (pk, sk)
  ) STRICT;
  CREATE INDEX IF NOT EXISTS gsi1 ON items (gsi1pk, gsi1sk, pk, sk) WHERE gsi1pk IS NOT NULL AND gsi1sk IS NOT NULL;
  CREATE INDEX IF NOT EXISTS expiry ON items (expiresAt) WHERE expiresAt IS NOT NULL;
  PRAGMA application_id = ${applicationId};
  PRAGMA user_version = ${formatVersion};
`;

/**
 * Opens the store's file, or makes it (and its folder, for the owner's eyes only). Throws `StoreError` for a file that
 * is not ours, is newer than this program, is broken, or cannot be reached.
 *
 * @param busyTimeoutMs how long a write waits for another process's before it fails
 */
export function openSqliteFile(path: string, busyTimeoutMs: number): DatabaseSync {
  return explained(path, () => {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    const db = new DatabaseSync(path, { timeout: busyTimeoutMs });
    try {
      prepareFile(db, path);
      return db;
    } catch (error) {
      db.close();
      throw error;
    }
  });
}

function prepareFile(db: DatabaseSync, path: string): void {
  // A commit waits for no disk flush: a power cut may lose the last run, never the file.
  db.exec('PRAGMA synchronous = NORMAL');
  if (isReady(db, path)) return;
  // Two processes may come here at once: the second waits for the first, and then changes nothing.
  inTransaction(db, () => db.exec(layout));
  useWriteAheadLog(db);
}

/** Whether the file has our layout; false when it is empty. */
function isReady(db: DatabaseSync, path: string): boolean {
  const mark = pragma(db, 'application_id');
  const version = pragma(db, 'user_version');
  if (mark !== applicationId) {
    const objects = db.prepare('SELECT count(*) AS count FROM sqlite_schema').get()?.['count'];
    if (objects === 0 && mark === 0 && version === 0) return false;
    throw new StoreError('foreign', `${path} is another program's SQLite database: give the store a path of its own`);
  }
  if (version > formatVersion) {
    throw new StoreError(
      'newer',
      `${path} was written by a newer eks-runbook (format ${version}; this one reads ${formatVersion}): ` +
        'update eks-runbook, or give the store another path',
    );
  }
  return true;
}

function pragma(db: DatabaseSync, name: string): number {
  return Number(db.prepare(`PRAGMA ${name}`).get()?.[name]);
}

/**
 * Readers and a writer do not wait for each other. The mode stays with the file; where another process keeps it from
 * being set now, or the file system cannot have it, the store works without.
 */
function useWriteAheadLog(db: DatabaseSync): void {
  try {
    db.exec('PRAGMA journal_mode = WAL');
  } catch (error) {
    if (primaryCode(error) !== codes.busy) throw error;
  }
}

/** Runs `work` as one write transaction; what it throws undoes it. */
export function inTransaction<T>(db: DatabaseSync, work: () => T): T {
  db.exec('BEGIN IMMEDIATE'); // a lock that is upgraded later would fail at once instead of waiting
  try {
    const result = work();
    db.exec('COMMIT');
    return result;
  } catch (error) {
    if (db.isTransaction) db.exec('ROLLBACK');
    throw error;
  }
}

/** SQLite's primary result codes (https://sqlite.org/rescode.html). */
const codes = { busy: 5, readOnly: 8, ioError: 10, corrupt: 11, full: 13, cannotOpen: 14, notDatabase: 26 } as const;

const explanations: Readonly<Record<number, readonly [StoreFailure, string]>> = {
  [codes.busy]: ['busy', 'another process is writing to it and does not end: wait for it, or stop it, and try again'],
  [codes.readOnly]: ['unavailable', 'it cannot be written: mend its rights, or give the store another path'],
  [codes.ioError]: ['unavailable', 'the disk failed while reading or writing it: look at the disk'],
  [codes.corrupt]: ['damaged', 'the database is broken: move the file away to begin a new one'],
  [codes.full]: ['unavailable', 'the disk is full: make room and try again'],
  [codes.cannotOpen]: ['unavailable', 'it cannot be opened: check the path and its rights'],
  [codes.notDatabase]: ['foreign', 'it is not a SQLite database: give the store a path of its own'],
};

/** Does `work` on the file, and says of SQLite's and the file system's errors what, where, and what to do next. */
export function explained<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof StoreError) throw error;
    const [failure, advice] = explanations[primaryCode(error)] ?? ['unavailable', 'check the path and its rights'];
    const said = error instanceof Error ? error.message : String(error);
    throw new StoreError(failure, `the store at ${path}: ${advice} (${said})`, { cause: error });
  }
}

function primaryCode(error: unknown): number {
  return error instanceof Error && 'errcode' in error ? Number(error.errcode) & 0xff : 0;
}
