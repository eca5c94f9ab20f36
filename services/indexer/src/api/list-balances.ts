import { type Address } from '@atoll/schemas/ids';
import { type BalanceView } from '@atoll/schemas/indexer-api';
import { asc, eq } from 'drizzle-orm';
import { balances } from '../store/schema.ts';
import { type ApiContext } from './context.ts';

/** Credits of an account, one item a token; none for an account that was never paid. */
export async function listBalances(ctx: ApiContext, account: Address): Promise<{ items: BalanceView[] }> {
  const rows = await ctx.db
    .select()
    .from(balances)
    .where(eq(balances.account, account))
    .orderBy(asc(balances.token));
  return {
    items: rows.map(({ token, credited, withdrawn, spent }) => ({
      token,
      credited: credited.toString(),
      withdrawn: withdrawn.toString(),
      spent: spent.toString(),
      balance: (credited - withdrawn - spent).toString(),
    })),
  };
}
