import type { Address, Cid } from '@atoll/schemas/ids';
import type { PinView } from '@atoll/schemas/marketplace-api';
import { parseCid, RAW } from '@atoll/storage/digest';
import { ContentTooLarge, ContentUnavailable } from '@atoll/storage/errors';
import type { StagedBlocks } from '@atoll/storage/block-source';
import { verifyBlock } from '@atoll/storage/verify-block';
import { linksOf, walkLinks } from '@atoll/storage/walk-dag';
import type { CID } from 'multiformats/cid';
import type { MarketplaceContext } from '../context.ts';
import { RootsDiffer, TooManyBlocks, UploadIncomplete } from './errors.ts';
import { keepPins } from './keep-pins.ts';
import { ownPins } from './pin-records.ts';
import { receiveCar } from './receive-car.ts';

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
      store: (cid) => {
        const uploaded = dags.find((dag) => dag.cid === cid)?.uploaded ?? [];
        return ctx.storage.pinStaged(parseCid(cid), received, uploaded);
      },
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

/**
 * How large the DAG below a root is, once every block of it is known to be in the upload or, whole, in the store. What was uploaded was
 * verified as it came: its leaves are not read again.
 */
async function measure(ctx: MarketplaceContext, received: StagedBlocks, root: Cid): Promise<MeasuredDag> {
  const { maxBytes, maxBlocks } = ctx.limits;
  const uploaded: CID[] = [];
  const look = async (cid: CID, signal: AbortSignal) => {
    const size = received.sizeOf(cid);
    if (size === undefined)
      return described(cid, await ctx.storage.getBlock(cid, { localOnly: true, signal }));
    uploaded.push(cid);
    if (cid.code === RAW) return { size, links: [] };
    // The file may be gone only when somebody deleted it: then the block is not here.
    return described(cid, verifyBlock(cid, (await received.read(cid)) ?? new Uint8Array(), received.origin));
  };
  let bytes = 0;
  let blocks = 0;
  try {
    for await (const { found } of walkLinks(look, parseCid(root))) {
      bytes += found.size;
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

const described = (cid: CID, bytes: Uint8Array) => ({ size: bytes.byteLength, links: linksOf(cid, bytes) });

function inOrder(roots: readonly Cid[], pins: ReadonlyMap<string, PinView>): PinView[] {
  return roots.flatMap((root) => pins.get(root) ?? []);
}
