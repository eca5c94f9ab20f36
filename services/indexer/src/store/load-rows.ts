import type { Needs } from '../project/needs.ts';
import type { AnyRow } from '../project/shelf.ts';
import { keys, type StateName, stateNames } from '../project/tables.ts';
import type { WorkingSet } from '../project/working-set.ts';
import { codecOf } from './codecs.ts';
import type { Sql, Transaction } from './connection.ts';

async function loadTable(
  transaction: Sql | Transaction,
  rows: WorkingSet,
  table: StateName,
  needed: readonly AnyRow[],
): Promise<void> {
  const codec = codecOf(table);
  const columns: readonly string[] = keys[table];
  const lists = columns.map((column) => {
    const values = needed.map((key) => codec.textOf(column, key[column]));
    return transaction`${values}::text[]::${transaction.unsafe(codec.arrayTypeOf(column))}`;
  });
  const unnested = lists.flatMap((list, index) => (index === 0 ? [list] : [transaction`, `, list]));
  const found = await transaction<Record<string, unknown>[]>`
    select * from ${transaction(table)} where (${transaction([...columns])}) in (select * from unnest(${unnested}))`;
  for (const raw of found) {
    const row = codec.fromDriver(raw);
    rows.load(table, row, row);
  }
  for (const key of needed) rows.load(table, key, undefined);
}

/** Loads the rows that a batch needs and does not have yet, one query a table. */
export async function loadRows(
  transaction: Sql | Transaction,
  rows: WorkingSet,
  needs: Needs | undefined,
): Promise<void> {
  if (needs === undefined) return;
  // Sent without waiting for each answer.
  await Promise.all(
    [...needs.byTable()].map(([table, needed]) => loadTable(transaction, rows, table, needed)),
  );
}

/** As `loadRows`, of no row of any table. */
export async function loadNone(transaction: Transaction, rows: WorkingSet): Promise<void> {
  await Promise.all(stateNames.map((table) => loadTable(transaction, rows, table, [])));
}
