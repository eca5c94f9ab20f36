import { WorkingSet } from '../project/working-set.ts';
import { insertDocuments, moveTo, type Store } from './commit-blocks.ts';
import { type Cursor, lockAt } from './cursor.ts';
import { insertLogs, makePartitions, partitionBlocks } from './insert-logs.ts';
import { loadNone } from './load-rows.ts';
import { publishNone } from './publish-changes.ts';
import { rateFrom } from './reputations.ts';
import { saveNone } from './save-rows.ts';
import { addToTotals } from './totals.ts';

/** Ends the transaction of a rehearsal. */
class Rehearsed extends Error {}

/**
 * Has the database read every statement by which a block is committed, about nothing and taken back. The first of each kind waits for its
 * answer before anything else is sent: blocks that brought a kind of event for the first time took two to five times as long as the others.
 */
export async function rehearse({ sql, chainId }: Store, cursor: Cursor): Promise<void> {
  const rehearsal = sql.begin(async (transaction) => {
    const { finalized } = await lockAt(transaction, cursor);
    await makePartitions(transaction, chainId, [Math.floor(cursor.number / partitionBlocks)]);
    await loadNone(transaction, new WorkingSet());
    await insertLogs(transaction, []);
    await saveNone(transaction);
    await addToTotals(transaction, cursor.number, cursor.number, 1);
    await rateFrom(transaction, cursor.number);
    await insertDocuments(transaction, []);
    await moveTo(transaction, { blocks: [], cursor, final: finalized });
    await publishNone(transaction);
    throw new Rehearsed();
  });
  await rehearsal.catch((error: unknown) => {
    if (!(error instanceof Rehearsed)) throw error;
  });
}
