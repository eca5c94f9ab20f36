import { type Sql } from './connection.ts';
import { lockCursor } from './cursor.ts';

/** Forgets how to undo blocks that can no longer be reorganised away. The last final block stays as the anchor. */
export async function finalizeBlocks(sql: Sql, number: number): Promise<void> {
  await sql.begin(async (transaction) => {
    const { cursor } = await lockCursor(transaction);
    // Never beyond the mirror itself: what is not committed is not final here.
    const final = Math.min(number, cursor?.number ?? 0);
    await transaction`delete from undo where block_number <= ${final}`;
    await transaction`delete from blocks where number < ${final}`;
    await transaction`update mirror set finalized = greatest(finalized, ${final})`;
  });
}
