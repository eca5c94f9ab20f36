import { createWriter, headerLength } from '@ipld/car/buffer-writer';
import { varint } from 'multiformats';
import type { CID } from 'multiformats/cid';

/** The header of a CARv1 with one root. */
export function carHeader(root: CID): Uint8Array {
  const roots = [root];
  return createWriter(new ArrayBuffer(headerLength({ roots })), { roots }).close();
}

/**
 * Frames blocks as a CARv1 (https://ipld.io/specs/transport/car/carv1/): header with one root, then for each block
 * a varint of its length with CID, the CID, the bytes.
 */
export async function* writeCar(
  root: CID,
  blocks: AsyncIterable<{ cid: CID; bytes: Uint8Array }>,
): AsyncGenerator<Uint8Array> {
  let first = true;
  for await (const { cid, bytes } of blocks) {
    // the header follows the first block's read: a root that nobody has is an error, not an empty CAR
    if (first) yield carHeader(root);
    first = false;
    const length = cid.bytes.byteLength + bytes.byteLength;
    const prefix = new Uint8Array(varint.encodingLength(length) + cid.bytes.byteLength);
    varint.encodeTo(length, prefix);
    prefix.set(cid.bytes, varint.encodingLength(length));
    yield prefix;
    if (bytes.byteLength > 0) yield bytes;
  }
}
