import type { Market } from './market.ts';

/** The provider's context at a database that commits, and whose answer is lost with the connection. */
export function losingCommit({ ctx }: Market): Market['ctx'] {
  const { db } = ctx.database;
  const transaction: typeof db.transaction = async (act) => {
    await db.transaction(act);
    throw Object.assign(new Error('the connection is lost'), { code: 'CONNECTION_CLOSED' });
  };
  const losing = new Proxy(db, {
    get: (target, name, receiver): unknown =>
      name === 'transaction' ? transaction : Reflect.get(target, name, receiver),
  });
  return { ...ctx, database: { ...ctx.database, db: losing } };
}
