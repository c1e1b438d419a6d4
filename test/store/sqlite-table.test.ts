import { openSqliteTable } from '#lib/store/sqlite-table.ts';
import { describeTable } from './table-contract.ts';

describeTable('the SQLite table', async (now) => openSqliteTable(':memory:', { now }), { propertyRuns: 300 });
