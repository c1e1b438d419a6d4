import { describe } from 'vitest';
import { openSqliteTable } from '#lib/store/sqlite-table.ts';
import { describeIncidents } from './incidents-contract.ts';

describe('incidents in the embedded table', () => {
  describeIncidents(async (now) => openSqliteTable(':memory:', { now }));
});
