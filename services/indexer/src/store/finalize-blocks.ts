import { allEnded } from './all-ended.ts';
import type { Sql } from './connection.ts';
import { lockCursor } from './cursor.ts';

/** Forgets how to undo blocks that can no longer be reorganised away. The last final block stays as the anchor. */
export async function finalizeBlocks(sql: Sql, number: number): Promise<void> {
  await sql.begin(async (transaction) => {
    // Never beyond the mirror itself: what is not committed is not final here.
    const final = transaction`least(${number}::bigint, coalesce((select number from cursor), 0))`;
    await allEnded([
      lockCursor(transaction),
      // What a crash of the database forgets of this is done again with the next block; that one's commit does not wait for this one's disk.
      transaction`set local synchronous_commit = off`,
      transaction`delete from undo where block_number <= ${final}`,
      transaction`delete from blocks where number < ${final}`,
      transaction`update mirror set finalized = greatest(finalized, ${final})`,
    ]);
  });
}
