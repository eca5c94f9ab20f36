import { DraftView } from '@atoll/schemas/draft';
import type { Address } from '@atoll/schemas/ids';
import type { MarketplaceContext } from '../context.ts';
import { DraftUnknown } from './errors.ts';

/**
 * A draft of the account.
 *
 * @throws DraftUnknown
 */
export async function readDraft(
  ctx: Pick<MarketplaceContext, 'database'>,
  { account, id }: { account: Address; id: string },
): Promise<DraftView> {
  const [row] = await ctx.database.sql`
    select id, kind, title, content, changed_at::float8 as "changedAt" from marketplace.drafts
    where account = ${account} and id = ${id}`;
  if (row === undefined) throw new DraftUnknown(id);
  return DraftView.parse({ ...row, content: JSON.parse(String(row['content'])) });
}
