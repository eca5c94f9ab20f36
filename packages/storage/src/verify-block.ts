import { sha256 } from '#sha256';
import type { CID } from 'multiformats/cid';
import { sameBytes } from './bytes.ts';
import { assertSupportedCid, cidOfSha256, RAW, toHex } from './digest.ts';
import { type BlockOrigin, ContentTooLarge, DigestMismatch } from './errors.ts';
import { MAX_BLOCK_BYTES } from './sizes.ts';

export { sha256 };

/** The CID of bytes as a raw block. */
export function rawCidOf(bytes: Uint8Array): CID {
  return cidOfSha256(RAW, sha256(bytes));
}

/**
 * Gives the bytes back when they are what the CID says; the one gate through which every block passes that Atoll reads or stores.
 *
 * @throws {@link UnsupportedCid}, {@link ContentTooLarge} above 2 MiB, {@link DigestMismatch}
 */
export function verifyBlock(cid: CID, bytes: Uint8Array, origin: BlockOrigin): Uint8Array {
  assertSupportedCid(cid);
  if (bytes.byteLength > MAX_BLOCK_BYTES) {
    throw new ContentTooLarge(`block ${cid.toString()}`, MAX_BLOCK_BYTES, bytes.byteLength);
  }
  const actual = sha256(bytes);
  if (!sameBytes(actual, cid.multihash.digest)) {
    throw new DigestMismatch(cid, toHex(actual), origin);
  }
  return bytes;
}
