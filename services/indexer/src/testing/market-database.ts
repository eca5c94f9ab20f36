import { testDatabase } from '@atoll/tests/support/test-database';
import { codecOf } from '../store/codecs.ts';
import { connectTo, type Sql } from '../store/connection.ts';
import { indexes } from '../store/indexes.ts';
import { migrateChain } from '../store/migrate-chain.ts';
import { Spool } from '../store/spool.ts';
import type { FactName, FactRow, StateName, StateRow } from '../project/tables.ts';

/** The tables of a chain in a database of the test's own, indexes and all, without anything in them. */
export async function openMarketDatabase(): Promise<Sql> {
  const { url } = await testDatabase();
  const sql = connectTo({ url, chainId: 1, application: 'test', connections: 1 });
  await migrateChain(sql, 1);
  for (const index of indexes) await sql.unsafe(index);
  return sql;
}

/** Writes rows of facts or states as a commit does. */
export async function writeRows<Name extends FactName | StateName>(
  sql: Sql,
  table: Name,
  rows: readonly (Name extends FactName ? FactRow<Name> : Name extends StateName ? StateRow<Name> : never)[],
): Promise<void> {
  const spool = new Spool();
  spool.add<FactRow<FactName> | StateRow<StateName>>(table, codecOf(table), rows);
  await sql.begin((transaction) => spool.copy(transaction));
}
