import type { RunDocument } from '#lib/runs/run-document.ts';
import { batchesOf, fitsOneTransaction } from './batches.ts';
import { splitDocument } from './document-pieces.ts';
import { applyFindings, putFindings, putLatest } from './findings.ts';
import { allRunsKeys, digestOf, piecesPartition, runKey } from './keys.ts';
import { itemsOf } from './pieces.ts';
import { putRemembered, type Remembered } from './remembered.ts';
import { daysAfter, defaultRetention, type Retention } from './retention.ts';
import { summarize } from './run-summary.ts';
import type { Put, Table, TransactResult } from './table.ts';

/**
 * How a save ended:
 * - `saved`: it is kept, and the next run is compared with it;
 * - `already-saved`: the run was finished before, by us or by another holder; nothing has changed;
 * - `overtaken`: another run of this window was saved since this one was compared; nothing is visible of it. Read the
 *   open findings, compare and save again.
 */
export type SaveOutcome = 'saved' | 'already-saved' | 'overtaken';

/**
 * Keeps a finished run: its document, one item for each check result and finding, and what it changes of the open
 * findings. All in one transaction where that takes it; else its pieces first, then at once the run and its place as
 * the one to compare with, then the open findings, which `readOpenFindings` finishes if we cannot. What it leaves for
 * later runs (`remembered`) is there when the run is.
 */
export async function saveRun(
  table: Table,
  document: RunDocument,
  { remembered = {}, ...retention }: Retention & { readonly remembered?: Remembered } = {},
): Promise<SaveOutcome> {
  const { id, finishedAt } = document.run;
  const digest = digestOf(JSON.stringify(document)).slice(0, 16);
  const expiresAt = daysAfter(finishedAt, retention.runDays ?? defaultRetention.runDays);
  const pieces = splitDocument(document, digest)
    .flatMap((piece) => itemsOf(piecesPartition(id), piece, expiresAt))
    .map((put) => ({ put }));
  const run = putRun(document, { digest, pieces: pieces.length, expiresAt });

  const left = putRemembered(document.run, remembered);

  const whole = [run, putLatest(document, true), ...left, ...pieces, ...putFindings(document, retention)];
  if (fitsOneTransaction(whole)) return outcomeOf(await table.transact(whole));

  for (const batch of batchesOf(pieces)) await table.transact(batch);
  const outcome = outcomeOf(await table.transact([run, putLatest(document, false), ...left]));
  if (outcome === 'saved') await applyFindings(table, document, retention);
  return outcome;
}

/** The run's own item, in the place of its claim, unless it has been finished. */
function putRun(document: RunDocument, fields: { digest: string; pieces: number; expiresAt: number }): Put {
  const summary = summarize(document);
  return {
    put: {
      ...runKey(summary.id),
      ...allRunsKeys(summary),
      ...fields,
      finished: true,
      summary: JSON.stringify(summary),
    },
    when: { anyOf: [{ absent: true }, { equals: { finished: false } }] },
  };
}

/** The run's own item stands first among the writes. */
function outcomeOf(result: TransactResult): SaveOutcome {
  if (result.committed) return 'saved';
  return result.failed.some(({ index }) => index === 0) ? 'already-saved' : 'overtaken';
}
