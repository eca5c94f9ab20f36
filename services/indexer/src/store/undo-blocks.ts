import type { BlockReference } from '@atoll/chain/follow-types';
import { factNames, keys, type StateName, stateNames } from '../project/tables.ts';
import type { Sql, Transaction } from './connection.ts';
import { type Cursor, lockCursor, moveCursor } from './cursor.ts';
import { CursorMoved, FinalityBroken } from './errors.ts';
import { publishChanges } from './publish-changes.ts';
import { undoRatings } from './reputations.ts';
import { addToTotals } from './totals.ts';

/** Puts every row of a state back to what it was before the first block above the ancestor changed it. */
function restoreState(transaction: Transaction, table: StateName, ancestor: number): PromiseLike<unknown>[] {
  const name = transaction(table);
  const key = transaction([...keys[table]]);
  const first = transaction`
    select distinct on (key) row_key, before from undo
    where table_name = ${table} and block_number > ${ancestor} order by key, block_number`;
  return [
    transaction`
      delete from ${name} where (${key}) in (
        select ${key} from (${first}) as first, jsonb_populate_record(null::${name}, row_key)
      )`,
    transaction`
      insert into ${name}
      select was.* from (${first}) as first, jsonb_populate_record(null::${name}, before) as was
      where before is not null`,
  ];
}

/** Takes the rows of every projection back to what they were when the ancestor was the last block. */
async function undoProjections(
  transaction: Transaction,
  span: { ancestor: number; last: number; live: boolean },
): Promise<void> {
  const { ancestor, last, live } = span;
  if (live) {
    await addToTotals(transaction, ancestor, last, -1);
    await undoRatings(transaction, ancestor);
  }
  const touched = await transaction<{ table_name: string }[]>`
    select distinct table_name from undo where block_number > ${ancestor}`;
  const names = new Set(touched.map(({ table_name }) => table_name));
  // Sent without waiting for each answer, and done in their order: dozens of round trips became one.
  await Promise.all(
    stateNames
      .filter((table) => names.has(table))
      .flatMap((table) => restoreState(transaction, table, ancestor)),
  );
  await Promise.all([
    transaction`delete from undo where block_number > ${ancestor}`,
    ...factNames.map(
      (table) => transaction`delete from ${transaction(table)} where block_number > ${ancestor}`,
    ),
  ]);
}

/** What stands at the ancestor of a reorg: a block of this mirror, or nothing, where it lies just below the first one that was read. */
async function standingAt(transaction: Transaction, ancestor: BlockReference): Promise<Cursor | undefined> {
  const [mirror] = await transaction<{ start_block: bigint }[]>`select start_block from mirror`;
  if (ancestor.number === Number(mirror?.start_block) - 1) return undefined;
  const [block] = await transaction<{ hash: string; timestamp: bigint }[]>`
    select hash, timestamp from blocks where number = ${ancestor.number}`;
  if (block?.hash !== ancestor.hash) throw new CursorMoved({ expected: ancestor.number, found: undefined });
  return { number: ancestor.number, hash: ancestor.hash, timestamp: Number(block.timestamp) };
}

/**
 * Takes back every block above the ancestor, in one transaction: afterwards each table is what it was when the ancestor was the last
 * block. The raw logs and blocks above are removed, facts with them; states are restored from what was kept when they changed first.
 *
 * @returns where the mirror stands then; undefined where not even its first block is left
 * @throws FinalityBroken where the ancestor lies below what was final; CursorMoved where the ancestor is not of this mirror
 */
export async function undoBlocks(sql: Sql, ancestor: BlockReference): Promise<Cursor | undefined> {
  return sql.begin(async (transaction) => {
    const { finalized, cursor: was, phase } = await lockCursor(transaction);
    if (ancestor.number < finalized) {
      throw new FinalityBroken({ ancestor: ancestor.number, finalized });
    }
    const cursor = await standingAt(transaction, ancestor);
    if (was === undefined) throw new CursorMoved({ expected: ancestor.number, found: undefined });
    await undoProjections(transaction, {
      ancestor: ancestor.number,
      last: was.number,
      live: phase === 'live',
    });
    await transaction`delete from logs where block_number > ${ancestor.number}`;
    await transaction`delete from blocks where number > ${ancestor.number}`;
    await transaction`
      delete from documents where not exists (
        select from asset_versions where metadata_digest = digest
      )`;
    await transaction`
      insert into reorgs (ancestor, undone) values (${ancestor.number}, ${was.number - ancestor.number})`;
    if (cursor === undefined) await transaction`delete from cursor`;
    else await moveCursor(transaction, cursor);
    await publishChanges(transaction, [
      { kind: 'reorg', ancestor: { number: ancestor.number, hash: ancestor.hash }, undone: was.number },
    ]);
    return cursor;
  });
}
