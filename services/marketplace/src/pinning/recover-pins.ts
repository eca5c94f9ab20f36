import { Address } from '@atoll/schemas/ids';
import { RAW } from '@atoll/storage/digest';
import type { MarketplaceContext } from '../context.ts';
import { beginRemoval, unfinished } from './pin-records.ts';
import { clearUploads } from './receive-car.ts';
import { finishRemoval } from './remove-pin.ts';

/** Who a document is recorded for whose record was lost with the database: nobody can remove it, and it counts in no quota. */
const nobody = Address.parse(`0x${'0'.repeat(40)}`);

/**
 * Records the documents that the store has pinned and no record names: after the database was dropped they are served as before, and the
 * catalogue says so.
 */
async function adoptDocuments(ctx: MarketplaceContext): Promise<number> {
  const rows = await ctx.database.sql<{ cid: string }[]>`select distinct cid from marketplace.pins`;
  const recorded = new Set(rows.map(({ cid }) => cid));
  let adopted = 0;
  for await (const root of ctx.storage.listPins()) {
    const cid = root.toString();
    if (root.code !== RAW || recorded.has(cid)) continue;
    const { byteLength } = await ctx.storage.getBlock(root, { localOnly: true });
    await ctx.database.sql`
      insert into marketplace.pins (cid, account, bytes, state, pinned_at)
      values (${cid}, ${nobody}, ${byteLength}, 'pinned', ${ctx.clock.now().toISOString()}::text::timestamptz)
      on conflict do nothing`;
    adopted += 1;
  }
  return adopted;
}

/**
 * At the start: what was being pinned when the last process ended is taken back (its sender saw no answer and sends it
 * again), what was being removed is removed, unfinished uploads are deleted, and documents that are pinned without a record get
 * one. Answers how many pins were cleared and adopted.
 */
export async function recoverPins(ctx: MarketplaceContext): Promise<{ cleared: number; adopted: number }> {
  await clearUploads(ctx.uploadDirectory);
  const keys = await unfinished(ctx);
  for (const key of keys) {
    await ctx.pinLock.run([key.cid], async () => {
      await beginRemoval(ctx, key);
      await finishRemoval(ctx, key);
    });
  }
  return { cleared: keys.length, adopted: await adoptDocuments(ctx) };
}
