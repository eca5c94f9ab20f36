import type { CID } from 'multiformats/cid';
import { askInTurn } from './ask-in-turn.ts';
import type { LocalBlocks, ReadOptions, RemoteBlocks } from './block-source.ts';
import { assertSupportedCid } from './digest.ts';
import { type Attempt, ContentUnavailable, DigestMismatch } from './errors.ts';
import { verifyBlock } from './verify-block.ts';

/** Where a read looks: first what is kept here, then others in order, of which one that hangs keeps nobody waiting. */
export interface BlockSources {
  readonly local: LocalBlocks;
  readonly remotes: readonly RemoteBlocks[];
}

/**
 * One verified block: from here, else from the first remote that gives the right bytes, which are then kept here.
 * A remote that lies does not end the search; when nobody tells the truth, the lie is the error.
 *
 * @param repair - replace bytes kept here that are damaged, instead of throwing
 */
export async function readBlock(
  sources: BlockSources,
  cid: CID,
  options: ReadOptions & { repair?: boolean } = {},
): Promise<Uint8Array> {
  assertSupportedCid(cid);
  options.signal?.throwIfAborted();
  if ((await options.except?.(cid)) === true) {
    throw new ContentUnavailable(cid, [{ source: 'this store', reason: 'not here' }]);
  }
  let mismatch: DigestMismatch | undefined;
  const kept = await sources.local.read(cid, options.signal);
  if (kept !== undefined) {
    try {
      return verifyBlock(cid, kept, sources.local.origin);
    } catch (error) {
      if (!(error instanceof DigestMismatch) || options.repair !== true) throw error;
      mismatch = error;
    }
  }
  const attempts: Attempt[] = [{ source: 'this store', reason: kept === undefined ? 'not here' : 'damaged' }];
  const remotes = options.localOnly === true ? [] : sources.remotes;
  for await (const { remote, answer } of askInTurn(remotes, cid, options.signal)) {
    const source = 'url' in remote.origin ? remote.origin.url : remote.origin.from;
    if ('reason' in answer) {
      attempts.push({ source, reason: answer.reason });
      continue;
    }
    try {
      verifyBlock(cid, answer.bytes, remote.origin);
    } catch (error) {
      if (!(error instanceof DigestMismatch)) throw error;
      mismatch = error;
      attempts.push({ source, reason: 'answered with other bytes' });
      continue;
    }
    await sources.local.write(cid, answer.bytes);
    return answer.bytes;
  }
  throw mismatch ?? new ContentUnavailable(cid, attempts);
}
