import type { Sql, Transaction } from './connection.ts';
import { identifyTables } from './cursor.ts';

/**
 * Reads what belongs together, all of it as it stood at one moment. Where a `reindex` puts other tables in the place of those of the
 * projections meanwhile, whose latest rows that moment does not have, it is read anew.
 *
 * @param read called again then
 */
export async function inSnapshot<T>(sql: Sql, read: (transaction: Transaction) => Promise<T>): Promise<T> {
  for (;;) {
    const [before] = await identifyTables(sql);
    const answer = await sql.begin('isolation level repeatable read read only', async (transaction) => {
      const found = await read(transaction);
      const [after] = await identifyTables(transaction);
      return { found, tables: after?.tables };
    });
    // The driver awaits only a list that the work itself returns, and what was found is a member of an object.
    if (answer.tables === before?.tables) return kept(answer.found);
  }
}

/**
 * What a transaction answered.
 * Guarantee: see above; the driver's type promises that lists of promises are awaited as well.
 */
const kept = <T>(found: unknown): T => found as T;
