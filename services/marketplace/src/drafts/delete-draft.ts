import type { Address } from '@atoll/schemas/ids';
import type { MarketplaceContext } from '../context.ts';
import { DraftUnknown } from './errors.ts';

/**
 * Deletes a draft of the account.
 *
 * @throws DraftUnknown
 */
export async function deleteDraft(
  ctx: Pick<MarketplaceContext, 'database'>,
  { account, id }: { account: Address; id: string },
): Promise<void> {
  const gone = await ctx.database.sql`
    delete from marketplace.drafts where account = ${account} and id = ${id} returning 1`;
  if (gone.length === 0) throw new DraftUnknown(id);
}
