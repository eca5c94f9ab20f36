import type { BuyerList } from '@atoll/schemas/desk';
import { Address } from '@atoll/schemas/ids';
import { eq } from 'drizzle-orm';
import type { Context } from '../context.ts';
import { DatasetUnknown } from '../datasets/problems.ts';
import { listedBuyers } from '../store/desk-tables.ts';
import { snapshots } from '../store/tables.ts';

/**
 * Puts a list in the place of the one that was there: the buyers that are quoted for a dataset, by its local name, where its rules say
 * `listed`. Quotes that were given stand: their buyers were listed when they were promised a run. The caller has been checked to be the
 * custodian.
 *
 * @throws DatasetUnknown
 */
export async function setBuyers(ctx: Context, input: BuyerList & { name: string }): Promise<BuyerList> {
  const { name, buyers } = input;
  await checkName(ctx, name);
  await ctx.database.db.transaction(async (database) => {
    await database.delete(listedBuyers).where(eq(listedBuyers.name, name));
    if (buyers.length > 0)
      await database
        .insert(listedBuyers)
        .values(buyers.map((buyer) => ({ name, buyer })))
        .onConflictDoNothing();
  });
  ctx.logger.info({ name, buyers: buyers.length }, 'buyers listed');
  return readBuyers(ctx, name);
}

/**
 * The list of a dataset, by its local name.
 * @throws DatasetUnknown
 */
export async function readBuyers(ctx: Context, name: string): Promise<BuyerList> {
  await checkName(ctx, name);
  const rows = await ctx.database.db
    .select({ buyer: listedBuyers.buyer })
    .from(listedBuyers)
    .where(eq(listedBuyers.name, name))
    .orderBy(listedBuyers.buyer);
  return { buyers: rows.map(({ buyer }) => Address.parse(buyer)) };
}

async function checkName(ctx: Context, name: string): Promise<void> {
  if ((await ctx.database.db.$count(snapshots, eq(snapshots.name, name))) === 0)
    throw new DatasetUnknown(`named ${name}`);
}
