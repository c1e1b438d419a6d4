import type { Kept } from '#lib/cluster/baseline.ts';
import { readBaseline } from '#lib/store/baselines.ts';
import { readRemembered } from '#lib/store/remembered.ts';
import type { Table } from '#lib/store/table.ts';

/** What sources may read of what a table keeps of a cluster. */
export function keptIn(table: Table, cluster: string): Kept {
  return {
    readBaseline: () => readBaseline(table, cluster),
    readRemembered: (name, asked) => readRemembered(table, cluster, name, asked),
  };
}
