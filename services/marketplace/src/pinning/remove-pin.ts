import { parseCid } from '@atoll/storage/digest';
import type { MarketplaceContext } from '../context.ts';
import { NotThePinner, PinUnknown } from './errors.ts';
import { beginRemoval, deleteRecord, firstPin, isPinnedByOthers, type PinKey } from './pin-records.ts';

type RemovalContext = Pick<MarketplaceContext, 'database' | 'storage' | 'pinLock'>;

/**
 * Deletes an account's pin. The content stays as long as another account keeps it too: nobody can make what others pinned
 * vanish by having pinned it first.
 *
 * @throws PinUnknown, NotThePinner
 */
export async function removePin(ctx: RemovalContext, key: PinKey): Promise<void> {
  await ctx.pinLock.run([key.cid], async () => {
    if (await beginRemoval(ctx, key)) return finishRemoval(ctx, key);
    if ((await firstPin(ctx, key.cid)) === undefined) throw new PinUnknown(key.cid);
    throw new NotThePinner(key);
  });
}

/** Unpins what nobody else keeps, then forgets the row. Idempotent; to be called under the CID's lock. */
export async function finishRemoval(ctx: RemovalContext, key: PinKey): Promise<void> {
  if (!(await isPinnedByOthers(ctx, key))) await ctx.storage.unpin(parseCid(key.cid));
  await deleteRecord(ctx, key);
}
