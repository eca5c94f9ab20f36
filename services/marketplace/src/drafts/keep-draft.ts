import { type Draft, draftLimits, type DraftView } from '@atoll/schemas/draft';
import type { Address } from '@atoll/schemas/ids';
import { unixSeconds } from '@atoll/server-kit/clock';
import type { MarketplaceContext } from '../context.ts';
import { draftTooLarge, TooManyDrafts } from './errors.ts';

/**
 * Keeps a draft under its id, in the place of an earlier one.
 *
 * @throws PayloadTooLarge, TooManyDrafts
 */
export async function keepDraft(
  ctx: Pick<MarketplaceContext, 'database' | 'clock'>,
  input: Draft & { account: Address; id: string },
): Promise<DraftView> {
  const { account, id, kind, title, content } = input;
  const text = JSON.stringify(content);
  if (Buffer.byteLength(text) > draftLimits.bytes) throw draftTooLarge();
  const changed = unixSeconds(ctx.clock);
  await ctx.database.sql.begin(async (sql) => {
    // One change at a time for each account: otherwise two at once would both find room for one more.
    await sql`select pg_advisory_xact_lock(hashtextextended(${`atoll.drafts.${account}`}, 0))`;
    const [others] = await sql<{ count: bigint }[]>`
      select count(*) as count from marketplace.drafts where account = ${account} and id <> ${id}`;
    if (others === undefined || others.count >= draftLimits.perAccount) throw new TooManyDrafts();
    await sql`
      insert into marketplace.drafts (account, id, kind, title, content, changed_at)
      values (${account}, ${id}, ${kind}, ${title}, ${text}, ${changed})
      on conflict (account, id) do update
      set kind = excluded.kind, title = excluded.title, content = excluded.content, changed_at = excluded.changed_at`;
  });
  return { id, kind, title, content, changedAt: Number(changed) };
}
