import type { PgTable } from 'drizzle-orm/pg-core';
import type { Market } from './market.ts';

type Database = Market['ctx']['database'];

/** The provider's context at a database of which some members were put in the place of others. */
function at({ ctx }: Market, instead: Partial<Record<keyof Database['db'], unknown>>): Market['ctx'] {
  const db = new Proxy(ctx.database.db, {
    get: (target, name, receiver): unknown => Reflect.get(name in instead ? instead : target, name, receiver),
  });
  return { ...ctx, database: { ...ctx.database, db } };
}

async function losing(committed: PromiseLike<unknown>): Promise<never> {
  await committed;
  throw Object.assign(new Error('the connection is lost'), { code: 'CONNECTION_CLOSED' });
}

/** The provider's context at a database that commits transactions, and whose answer is lost with the connection. */
export function losingCommit(market: Market): Market['ctx'] {
  const { db } = market.ctx.database;
  const transaction = (...input: Parameters<Database['db']['transaction']>) =>
    losing(db.transaction(...input));
  return at(market, { transaction });
}

/** The same of a single insert that is no part of a transaction. */
export function losingInsert(market: Market): Market['ctx'] {
  const { db } = market.ctx.database;
  const insert = (table: PgTable) => ({ values: (row: object) => losing(db.insert(table).values(row)) });
  return at(market, { insert });
}
