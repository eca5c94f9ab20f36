import { type BlockReference } from '@atoll/chain/follow-types';
import { primaryKeys, type TableName, tableNames } from '../project/tables.ts';
import { type Sql, type Transaction } from './connection.ts';
import { type Cursor, lockCursor, moveCursor } from './cursor.ts';
import { CursorMoved, FinalityBroken } from './errors.ts';
import { publishChanges } from './publish-changes.ts';

/** Puts every row of a table back to what it was before the first block above the ancestor changed it. */
async function restoreTable(transaction: Transaction, table: TableName, ancestor: number): Promise<void> {
  const name = transaction(`indexer.${table}`);
  const key = transaction([...primaryKeys[table]]);
  const first = transaction`
    select distinct on (key) row_key, before from indexer.undo
    where table_name = ${table} and block_number > ${ancestor} order by key, block_number`;
  await transaction`
    delete from ${name} where (${key}) in (
      select ${key} from (${first}) as first, jsonb_populate_record(null::${name}, row_key)
    )`;
  await transaction`
    insert into ${name}
    select was.* from (${first}) as first, jsonb_populate_record(null::${name}, before) as was
    where before is not null`;
}

/**
 * Takes back every block above the ancestor, in one transaction: afterwards each table is what it was when the ancestor was the last
 * block. The raw logs and blocks above are removed, changed rows are restored from what was kept when they changed first.
 *
 * @throws FinalityBroken where the ancestor lies below what was final; CursorMoved where the ancestor is not of this mirror
 */
export async function undoBlocks(sql: Sql, ancestor: BlockReference): Promise<Cursor> {
  return sql.begin(async (transaction) => {
    const { finalized } = await lockCursor(transaction);
    if (ancestor.number < finalized) {
      throw new FinalityBroken({ ancestor: ancestor.number, finalized });
    }
    const [block] = await transaction<{ hash: string; timestamp: bigint }[]>`
      select hash, timestamp from indexer.blocks where number = ${ancestor.number}`;
    if (block?.hash !== ancestor.hash) {
      throw new CursorMoved({ expected: ancestor.number, found: undefined });
    }
    for (const table of tableNames) await restoreTable(transaction, table, ancestor.number);
    await transaction`delete from indexer.undo where block_number > ${ancestor.number}`;
    await transaction`delete from indexer.logs where block_number > ${ancestor.number}`;
    await transaction`delete from indexer.blocks where number > ${ancestor.number}`;
    await transaction`
      delete from indexer.documents where not exists (
        select from indexer.asset_versions where metadata_digest = digest
      )`;
    const cursor = { number: ancestor.number, hash: ancestor.hash, timestamp: Number(block.timestamp) };
    await moveCursor(transaction, cursor);
    await publishChanges(transaction, [{ kind: 'reorg', body: { ancestor: ancestor.number } }]);
    return cursor;
  });
}
