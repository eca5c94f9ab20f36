import { type MarketplaceContext } from '../context.ts';
import { beginRemoval, unfinished } from './pin-records.ts';
import { clearUploads } from './receive-car.ts';
import { finishRemoval } from './remove-pin.ts';

/**
 * At the start: what was being pinned when the last process ended is taken back (its sender saw no answer and sends it
 * again), what was being removed is removed, and unfinished uploads are deleted. Answers how many pins were cleared.
 */
export async function recoverPins(ctx: MarketplaceContext): Promise<number> {
  await clearUploads(ctx.uploadDirectory);
  const keys = await unfinished(ctx);
  for (const key of keys) {
    await ctx.pinLock.run([key.cid], async () => {
      await beginRemoval(ctx, key);
      await finishRemoval(ctx, key);
    });
  }
  return keys.length;
}
