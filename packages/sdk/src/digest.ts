import { Bytes32, type Cid } from '@atoll/schemas/ids';
import { CID } from 'multiformats/cid';
import * as raw from 'multiformats/codecs/raw';
import { create } from 'multiformats/hashes/digest';
import { bytesToHex, hexToBytes } from 'viem';

const sha2256 = 0x12;

/** sha-256 of bytes, in browsers and Node alike. */
export async function sha256(bytes: Uint8Array): Promise<Bytes32> {
  // a copy in a buffer of its own: WebCrypto takes no shared memory
  return Bytes32.parse(
    bytesToHex(new Uint8Array(await crypto.subtle.digest('SHA-256', new Uint8Array(bytes)))),
  );
}

/** The CID (v1, raw) of the block with this sha-256. */
export function rawCidOf(digest: Bytes32): Cid {
  return CID.createV1(raw.code, create(sha2256, hexToBytes(digest))).toString();
}

/** The sha-256 inside a CID, as contracts hold it. */
export function digestOf(cid: Cid): Bytes32 {
  return Bytes32.parse(bytesToHex(CID.parse(cid).multihash.digest));
}
