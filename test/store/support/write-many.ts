import { openSqliteTable } from '#lib/store/sqlite-table.ts';

// One of several processes that write to one file at once: argv is the file, this writer's name, how many writes.
const [path = '', name = '', count = '0'] = process.argv.slice(2);
for (let index = 0; index < Number(count); index++) {
  const table = openSqliteTable(path);
  const current = await table.get({ pk: 'shared', sk: 'counter' });
  const value = Number(current?.['value'] ?? 0);
  const when = current ? { equals: { value } } : ({ absent: true } as const);
  const { committed } = await table.transact([
    { put: { pk: 'shared', sk: 'counter', value: value + 1 }, when },
    { put: { pk: 'own', sk: `${name}-${index}` } },
  ]);
  table.close();
  if (!committed) index -= 1; // somebody else counted: once more
}
