import { batchesOf } from './batches.ts';
import { baselinePartition } from './keys.ts';
import { maxTransactionWrites } from './limits.ts';
import { StoreError } from './store-error.ts';
import type { Item, Key, Table } from './table.ts';

/** A baseline as it is kept: digests by object and key, and the key by which they were made. */
interface KeptBaseline {
  readonly acceptedAt: string;
  readonly digestKey: string;
  readonly objects: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/** Names the version that counts; its objects stand beside it, one an item. */
const headKey = 'HEAD';
const objectPrefix = 'OBJECT#';

/**
 * Keeps a baseline in the place of the one before. Its objects are written first and the head last, so that a process
 * that dies in between leaves the old one standing; the old objects are deleted after.
 */
export async function saveBaseline(table: Table, cluster: string, baseline: KeptBaseline): Promise<void> {
  const pk = baselinePartition(cluster);
  const version = prefixOf(baseline.acceptedAt);
  const puts = Object.entries(baseline.objects).map(([name, digests]) => ({
    put: { pk, sk: `${version}${name}`, digests: JSON.stringify(digests) },
  }));
  for (const batch of batchesOf(puts)) await table.transact(batch);
  const { acceptedAt, digestKey } = baseline;
  await table.transact([{ put: { pk, sk: headKey, acceptedAt, digestKey, objects: puts.length } }]);
  const old = (await readObjects(table, pk, objectPrefix)).filter(({ sk }) => !sk.startsWith(version));
  await deleteAll(table, old);
}

/** The baseline of a cluster; null before the first. Throws `StoreError` when parts of it are missing. */
export async function readBaseline(table: Table, cluster: string): Promise<KeptBaseline | null> {
  const pk = baselinePartition(cluster);
  const head = await table.get({ pk, sk: headKey });
  if (!head) return null;
  const { acceptedAt, digestKey, objects: expected } = head;
  const version = prefixOf(String(acceptedAt));
  const items = await readObjects(table, pk, version);
  if (items.length !== expected) {
    throw new StoreError(
      'damaged',
      `the baseline of ${cluster} has ${items.length} of its ${String(expected)} objects`,
    );
  }
  const objects = items.map((item) => [item.sk.slice(version.length), JSON.parse(String(item['digests']))] as const);
  return {
    acceptedAt: String(acceptedAt),
    digestKey: String(digestKey),
    objects: Object.fromEntries(objects) as KeptBaseline['objects'],
  };
}

function prefixOf(acceptedAt: string): string {
  return `${objectPrefix}${acceptedAt}#`;
}

async function readObjects(table: Table, partition: string, prefix: string): Promise<Item[]> {
  const items: Item[] = [];
  let cursor: string | undefined;
  do {
    const page = await table.query({ partition, sort: { prefix }, ...(cursor !== undefined && { cursor }) });
    items.push(...page.items);
    ({ cursor } = page);
  } while (cursor !== undefined);
  return items;
}

async function deleteAll(table: Table, keys: readonly Key[]): Promise<void> {
  for (let at = 0; at < keys.length; at += maxTransactionWrites) {
    const batch = keys.slice(at, at + maxTransactionWrites);
    await table.transact(batch.map(({ pk, sk }) => ({ delete: { pk, sk } })));
  }
}
