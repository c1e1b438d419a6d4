import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openSqliteTable } from '#lib/store/sqlite-table.ts';

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'eks-runbook-store-'));
  path = join(folder, 'store.sqlite');
});
afterEach(() => rmSync(folder, { recursive: true }));

function makeDatabase(...statements: string[]): void {
  const db = new DatabaseSync(path);
  for (const statement of statements) db.exec(statement);
  db.close();
}

describe('the file of the SQLite table', () => {
  it('is made with its folder, for its owner only', () => {
    const deep = join(folder, 'state/eks-runbook/store.sqlite');
    openSqliteTable(deep).close();
    expect(statSync(join(folder, 'state/eks-runbook')).mode & 0o777).toBe(0o700);
    expect(readFileSync(deep).subarray(0, 15).toString()).toBe('SQLite format 3');
  });

  it('keeps what was put until it is opened again', async () => {
    const first = openSqliteTable(path);
    await first.transact([{ put: { pk: 'p', sk: 's', a: 1 } }]);
    first.close();
    const second = openSqliteTable(path);
    expect(await second.get({ pk: 'p', sk: 's' })).toEqual({ pk: 'p', sk: 's', a: 1 });
    second.close();
  });

  it('lets readers and a writer work at the same time', () => {
    openSqliteTable(path).close();
    const db = new DatabaseSync(path);
    expect(db.prepare('PRAGMA journal_mode').get()).toEqual({ journal_mode: 'wal' });
    db.close();
  });

  it('loses what has expired with the next write', async () => {
    let now = new Date('2026-01-01T00:00:00Z');
    const table = openSqliteTable(path, { now: () => now });
    await table.transact([{ put: { pk: 'p', sk: 'old', expiresAt: Date.parse('2026-01-02T00:00:00Z') / 1000 } }]);
    now = new Date('2026-01-02T00:00:00Z');
    await table.transact([{ put: { pk: 'p', sk: 'new' } }]);
    table.close();
    const db = new DatabaseSync(path);
    expect(db.prepare('SELECT sk FROM items').all()).toEqual([{ sk: 'new' }]);
    db.close();
  });

  it('takes writes of several processes at once, from its first moment', { timeout: 60_000 }, async () => {
    const script = fileURLToPath(new URL('support/write-many.ts', import.meta.url));
    const writers = ['a', 'b', 'c', 'd'];
    const run = promisify(execFile);
    await Promise.all(writers.map((name) => run(process.execPath, [script, path, name, '25'])));
    const table = openSqliteTable(path);
    expect(await table.get({ pk: 'shared', sk: 'counter' })).toMatchObject({ value: 100 });
    expect((await table.query({ partition: 'own' })).items).toHaveLength(100);
    table.close();
  });
});

describe('a file that cannot be the store', () => {
  it.each<[string, () => void, string, RegExp]>([
    [
      'no database',
      () => writeFileSync(path, 'a letter to my grandmother '.repeat(200)),
      'foreign',
      /it is not a SQLite database: give the store a path of its own \(file is not a database\)$/,
    ],
    [
      "another program's database",
      () => makeDatabase('CREATE TABLE bookmarks (url TEXT)'),
      'foreign',
      /store\.sqlite is another program's SQLite database: give the store a path of its own$/,
    ],
    [
      'a database that another program has marked',
      () => makeDatabase('PRAGMA application_id = 252006673'),
      'foreign',
      /another program's SQLite database/,
    ],
    [
      'a store of a newer format',
      () => {
        openSqliteTable(path).close();
        makeDatabase('PRAGMA user_version = 7');
      },
      'newer',
      /store\.sqlite was written by a newer eks-runbook \(format 7; this one reads 1\): update eks-runbook, or give the store another path$/,
    ],
    ['a folder', () => mkdirSync(path), 'unavailable', /it cannot be opened: check the path and its rights/],
  ])('%s is refused', (_name, prepare, failure, message) => {
    prepare();
    expect(() => openSqliteTable(path)).toThrow(
      expect.objectContaining({ name: 'StoreError', failure, message: expect.stringMatching(message) }),
    );
  });

  it('is refused below a file', () => {
    writeFileSync(path, '');
    expect(() => openSqliteTable(join(path, 'state/store.sqlite'))).toThrow(
      /^the store at .*store\.sqlite: check the path and its rights \(ENOTDIR/,
    );
  });

  it('is called broken when a part of it is lost', async () => {
    const table = openSqliteTable(path);
    for (const sk of ['a', 'b', 'c', 'd']) await table.transact([{ put: { pk: 'p', sk, text: 'x'.repeat(100_000) } }]);
    table.close();
    truncateSync(path, 40_000);
    const broken = () => openSqliteTable(path).query({ partition: 'p' });
    await expect((async () => broken())()).rejects.toMatchObject({
      failure: 'damaged',
      message: expect.stringMatching(/^the store at .*: the database is broken: move the file away to begin a new one/),
    });
  });

  it('is called busy when another process does not end its write', async () => {
    const table = openSqliteTable(path, { busyTimeoutMs: 1 });
    const other = new DatabaseSync(path);
    other.exec('BEGIN IMMEDIATE');
    await expect(table.transact([{ put: { pk: 'p', sk: 's' } }])).rejects.toMatchObject({
      failure: 'busy',
      message: expect.stringMatching(
        /another process is writing to it and does not end: wait for it, or stop it, and try again/,
      ),
    });
    expect(await table.get({ pk: 'p', sk: 's' })).toBeUndefined();
    other.exec('ROLLBACK');
    expect(await table.transact([{ put: { pk: 'p', sk: 's' } }])).toEqual({ committed: true });
    other.close();
    table.close();
  });
});
