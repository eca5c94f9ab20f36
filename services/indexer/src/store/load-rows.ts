import { type Needed, primaryKeys, type TableName, tableNames } from '../project/tables.ts';
import { type WorkingSet } from '../project/working-set.ts';
import { type Transaction } from './connection.ts';
import { rowFromDriver, rowsToJson } from './row-wire.ts';

async function loadTable(
  transaction: Transaction,
  rows: WorkingSet,
  table: TableName,
  needed: readonly Needed[],
): Promise<void> {
  const name = transaction(`indexer.${table}`);
  const key = transaction([...primaryKeys[table]]);
  const found = await transaction<Record<string, unknown>[]>`
    select * from ${name} where (${key}) in (
      select ${key} from jsonb_populate_recordset(null::${name}, (${rowsToJson(needed.map((each) => each.key))}::text)::jsonb)
    )`;
  for (const raw of found) {
    const row = rowFromDriver(table, raw);
    rows.load(table, row, row);
  }
  for (const each of needed) rows.load(each.table, each.key, undefined);
}

/** Loads the rows that a batch needs and does not have yet, one query a table. */
export async function loadRows(
  transaction: Transaction,
  rows: WorkingSet,
  needed: readonly Needed[],
): Promise<void> {
  const missing = needed.filter((each) => !rows.has(each.table, each.key));
  for (const table of tableNames) {
    const ofTable = missing.filter((each) => each.table === table);
    if (ofTable.length > 0) await loadTable(transaction, rows, table, ofTable);
  }
}
