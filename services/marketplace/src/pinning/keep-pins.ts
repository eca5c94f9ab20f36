import type { Address, Cid } from '@atoll/schemas/ids';
import type { PinView } from '@atoll/schemas/marketplace-api';
import type { MarketplaceContext } from '../context.ts';
import { beginRemoval, completePin, type PinKey, reservePins } from './pin-records.ts';
import { finishRemoval } from './remove-pin.ts';

/**
 * Reserves, stores, pins and records, in this order; to be called under the lock of every CID. All of it or nothing: when
 * one entry cannot be kept, those before it are taken back. A process that is killed in between is cleared up at the start, a request that the
 * database failed in between by the next one.
 *
 * @param input.store puts the blocks of one entry into the store and pins them there
 */
export async function keepPins(
  ctx: MarketplaceContext,
  input: {
    account: Address;
    entries: readonly { cid: Cid; bytes: number }[];
    store: (cid: Cid) => Promise<void>;
  },
): Promise<PinView[]> {
  const { account, entries } = input;
  if (entries.length === 0) return [];
  for (const { cid } of entries) await takeBackUnfinished(ctx, { cid, account });
  await reservePins(
    ctx,
    account,
    entries.map(({ cid, bytes }) => ({ cid, bytes })),
  );
  try {
    for (const { cid } of entries) await input.store(cid);
    const pinned: PinView[] = [];
    for (const { cid } of entries) pinned.push(await completePin(ctx, { cid, account }));
    return pinned;
  } catch (error) {
    for (const { cid } of entries) {
      const key = { cid, account };
      if (await beginRemoval(ctx, key)) await finishRemoval(ctx, key);
    }
    throw error;
  }
}

/** Takes back what an earlier request left half done: under the lock nobody works on it. */
async function takeBackUnfinished(ctx: MarketplaceContext, key: PinKey): Promise<void> {
  if (await beginRemoval(ctx, key, { unfinished: true })) await finishRemoval(ctx, key);
}
