import { getTableColumns } from 'drizzle-orm';
import { primaryKeys, projected } from '../project/tables.ts';
import { type WorkingSet } from '../project/working-set.ts';
import { type Transaction } from './connection.ts';
import { rowsToJson } from './row-wire.ts';

/** Writes what a batch changed, one statement a table, and what undoing it will need. */
export async function saveRows(transaction: Transaction, rows: WorkingSet): Promise<void> {
  for (const { table, rows: changed } of rows.changes()) {
    const name = transaction(`indexer.${table}`);
    const own = Object.values(getTableColumns(projected[table])).map((column) => column.name);
    const keys: readonly string[] = primaryKeys[table];
    const assignments = own
      .filter((column) => !keys.includes(column))
      .map((column) => transaction`${transaction(column)} = excluded.${transaction(column)}`);
    const columns = transaction(own);
    await transaction`
      insert into ${name} (${columns})
      select ${columns} from jsonb_populate_recordset(null::${name}, (${rowsToJson(changed)}::text)::jsonb)
      on conflict (${transaction([...keys])}) do update set
      ${assignments.flatMap((each, index) => (index === 0 ? [each] : [transaction`,`, each]))}`;
  }
  const undo = rows.undo();
  if (undo.length === 0) return;
  await transaction`
    insert into indexer.undo (block_number, table_name, key, row_key, before)
    select block_number, table_name, key, row_key, before
    from jsonb_populate_recordset(null::indexer.undo, (${rowsToJson(undo)}::text)::jsonb)`;
}
