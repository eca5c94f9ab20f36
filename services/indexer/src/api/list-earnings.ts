import { type Address } from '@atoll/schemas/ids';
import { type EarningView } from '@atoll/schemas/indexer-api';
import { and, asc, count, eq, ne, sum } from 'drizzle-orm';
import { payments } from '../store/schema.ts';
import { type ApiContext } from './context.ts';

/** Rows at most: an account that was paid for more assets reads its jobs. */
const most = 1000;

/** What an account was paid, by token, role and asset; its own money that came back is no earning. */
export async function listEarnings(ctx: ApiContext, account: Address): Promise<{ items: EarningView[] }> {
  const { token, role, asset_id, amount } = payments;
  const rows = await ctx.db
    .select({ token, role, assetId: asset_id, amount: sum(amount), payments: count() })
    .from(payments)
    .where(and(eq(payments.account, account), ne(role, 'refund')))
    .groupBy(token, role, asset_id)
    .orderBy(asc(token), asc(role), asc(asset_id))
    .limit(most);
  return {
    items: rows.map((row) => ({
      ...row,
      assetId: row.assetId.toString(),
      amount: row.amount ?? '0',
    })),
  };
}
