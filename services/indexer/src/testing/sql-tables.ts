import type { FactName, FactRow, StateName, StateRow } from '../project/tables.ts';
import { codecOf } from '../store/codecs.ts';
import type { Row } from '../store/row-codec.ts';
import type { Sql } from '../store/connection.ts';
import type { Tables } from './memory-store.ts';

async function readRows(sql: Sql, table: StateName | FactName, order = sql``): Promise<Row[]> {
  const rows = await sql<Row[]>`select * from ${sql(table)} ${order}`;
  return rows.map((row) => codecOf(table).fromDriver(row));
}

/** The rows that the database holds; facts in the order of the chain. */
export function sqlTables(sql: Sql): Tables {
  return {
    state: async <Name extends StateName>(table: Name) => typed<StateRow<Name>>(await readRows(sql, table)),
    fact: async <Name extends FactName>(table: Name) =>
      typed<FactRow<Name>>(await readRows(sql, table, sql`order by block_number, log_index`)),
  };
}

/**
 * Rows of a table as its own type.
 * Guarantee: the codec of the same table made them.
 */
const typed = <Each>(rows: readonly Row[]): Each[] => rows as unknown as Each[];
