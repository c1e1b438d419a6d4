import { openSqliteTable } from '#lib/store/sqlite-table.ts';
import { describeTable } from './table-contract.ts';

describeTable('SQLite', async (now) => openSqliteTable(':memory:', { now }), { propertyRuns: 300 });
