import type { Address, Cid } from '@atoll/schemas/ids';
import type { PinView } from '@atoll/schemas/marketplace-api';
import { parseCid } from '@atoll/storage/digest';
import { ContentTooLarge, ContentUnavailable } from '@atoll/storage/errors';
import { walkDag } from '@atoll/storage/walk-dag';
import type { CID } from 'multiformats/cid';
import type { MarketplaceContext } from '../context.ts';
import { RootsDiffer, TooManyBlocks, UploadIncomplete } from './errors.ts';
import { keepPins } from './keep-pins.ts';
import { ownPins } from './pin-records.ts';
import { receiveCar, type ReceivedBlocks } from './receive-car.ts';

/**
 * Pins the DAGs of a CAR for an account.
 *
 * The blocks are received into a folder of their own and enter the store only when every block below each root is there
 * or already in the store; so a CAR that is refused leaves nothing behind. What no root reaches is not kept.
 * Content that the account has already pinned is answered as it is, without reading the body.
 *
 * @throws RootsDiffer, UploadIncomplete, TooManyBlocks, TooManyUploads, UploadInterrupted, PinQuotaExceeded, PinSpaceFull and
 * what reading a CAR throws
 */
export async function pinCar(
  ctx: MarketplaceContext,
  input: { account: Address; roots: readonly Cid[]; source: AsyncIterable<Uint8Array> },
): Promise<PinView[]> {
  const { account } = input;
  const roots = [...new Set(input.roots)];
  if (roots.length === 0) throw new RootsDiffer({ named: [], found: [] });
  const kept = await ownPins(ctx, account, roots);
  if (roots.every((root) => kept.has(root))) return inOrder(roots, kept);

  using _slot = ctx.uploads.take(account);
  await using received = await receiveCar({
    directory: ctx.uploadDirectory,
    source: input.source,
    roots,
    maxBytes: ctx.limits.maxBytes,
    maxBlocks: ctx.limits.maxBlocks,
  });
  // Awaited here: the folder is deleted when this function ends.
  return await ctx.pinLock.run(roots, async () => {
    // Again under the lock: another request may have pinned the same content meanwhile.
    const already = await ownPins(ctx, account, roots);
    const missing = roots.filter((root) => !already.has(root));
    const dags: MeasuredDag[] = [];
    for (const root of missing) dags.push(await measure(ctx, received, root));
    const pinned = await keepPins(ctx, {
      account,
      entries: dags,
      bring: (cid) => copy(ctx, received, dags, cid),
    });
    return inOrder(roots, new Map([...already, ...pinned.map((pin) => [pin.cid, pin] as const)]));
  });
}

interface MeasuredDag {
  readonly cid: Cid;
  readonly bytes: number;
  /** Those of its blocks that came with the upload. */
  readonly uploaded: readonly CID[];
}

async function measure(ctx: MarketplaceContext, received: ReceivedBlocks, root: Cid): Promise<MeasuredDag> {
  const { maxBytes, maxBlocks } = ctx.limits;
  const uploaded: CID[] = [];
  const read = async (cid: CID, signal: AbortSignal): Promise<Uint8Array> => {
    const block = await received.read(cid);
    if (block === undefined) return ctx.storage.getBlock(cid, { localOnly: true, signal });
    uploaded.push(cid);
    return block;
  };
  let bytes = 0;
  let blocks = 0;
  try {
    for await (const block of walkDag(read, parseCid(root))) {
      bytes += block.bytes.byteLength;
      blocks += 1;
      if (bytes > maxBytes) throw new ContentTooLarge(`the DAG at ${root}`, maxBytes);
      if (blocks > maxBlocks) throw new TooManyBlocks(maxBlocks);
    }
  } catch (cause) {
    if (cause instanceof ContentUnavailable) {
      throw new UploadIncomplete({ root, missing: cause.data['cid'], cause });
    }
    throw cause;
  }
  return { cid: root, bytes, uploaded };
}

async function copy(
  ctx: MarketplaceContext,
  received: ReceivedBlocks,
  dags: readonly MeasuredDag[],
  root: Cid,
): Promise<void> {
  for (const cid of dags.find((dag) => dag.cid === root)?.uploaded ?? []) {
    const bytes = await received.read(cid);
    // Verified once more on its way in: the folder lay on a disk.
    if (bytes !== undefined) await ctx.storage.putBlock(cid, bytes);
  }
}

function inOrder(roots: readonly Cid[], pins: ReadonlyMap<string, PinView>): PinView[] {
  return roots.flatMap((root) => pins.get(root) ?? []);
}
