import { CID } from 'multiformats/cid';
import * as raw from 'multiformats/codecs/raw';
import { create as createDigest } from 'multiformats/hashes/digest';
import { bytesOfHex, hexOf } from './bytes.ts';
import { UnsupportedCid } from './errors.ts';

/** `0x` and hexadecimal digits, as chains and viem write bytes. */
export type Hex = `0x${string}`;

/** Multicodec code of sha2-256 (https://github.com/multiformats/multicodec). */
export const SHA2_256 = 0x12;
/** Multicodec code of dag-pb. */
export const DAG_PB = 0x70;
/** Multicodec code of raw. */
export const RAW = raw.code;

/** Bytes as `0x` hexadecimal, lower case. */
export function toHex(bytes: Uint8Array): Hex {
  return `0x${hexOf(bytes)}`;
}

/** A CIDv1 from a codec and the 32 bytes of a sha2-256 digest. */
export function cidOfSha256(codec: typeof RAW | typeof DAG_PB, digest: Uint8Array): CID {
  return CID.createV1(codec, createDigest(SHA2_256, digest));
}

/**
 * The CID of a raw block from the digest that a contract holds.
 *
 * @param digest - `0x` and 64 hexadecimal digits: the sha2-256 of the block
 * @throws {@link UnsupportedCid} when it is anything else
 * @example
 * cidOfDigest(`0x${createHash('sha256').update(document).digest('hex')}`).toString(); // bafkrei…
 */
export function cidOfDigest(digest: string): CID {
  if (!/^0x[0-9a-f]{64}$/i.test(digest)) {
    throw new UnsupportedCid(digest.slice(0, 80), 'a digest is 0x and 64 hexadecimal digits');
  }
  return cidOfSha256(RAW, bytesOfHex(digest.slice(2)));
}

/**
 * The sha2-256 digest inside a CID, as a contract holds it. It drops the codec: the digest of a document's CID leads back to
 * it through {@link cidOfDigest}, the digest of a dag-pb root (a commitment) does not.
 *
 * @throws {@link UnsupportedCid} for another hash than sha2-256 or another codec than raw and dag-pb
 * @example
 * digestOfCid(cidOfDigest(digest)) === digest;
 */
export function digestOfCid(cid: CID): Hex {
  assertSupportedCid(cid);
  return toHex(cid.multihash.digest);
}

/** Passes CIDs with sha2-256 (32 bytes) and codec raw or dag-pb; throws {@link UnsupportedCid} for others, identity hashes too. */
export function assertSupportedCid(cid: CID): void {
  if (cid.multihash.code !== SHA2_256) {
    throw new UnsupportedCid(
      cid.toString(),
      `hash function 0x${cid.multihash.code.toString(16)} is not sha2-256`,
    );
  }
  if (cid.multihash.digest.byteLength !== 32) {
    throw new UnsupportedCid(
      cid.toString(),
      `the digest has ${cid.multihash.digest.byteLength} bytes, not 32`,
    );
  }
  if (cid.code !== RAW && cid.code !== DAG_PB) {
    throw new UnsupportedCid(cid.toString(), `codec 0x${cid.code.toString(16)} is neither raw nor dag-pb`);
  }
}

/**
 * Reads a CID from text.
 *
 * @throws {@link UnsupportedCid} for text that is no CID, and for a CID that Atoll does not read
 * @example
 * parseCid('bafkreigh2akiscaildcqabsyg3dfr6chu3fgpregiymsck7e7aqa4s52zy').code; // 0x55, raw
 */
export function parseCid(text: string): CID {
  let cid: CID;
  try {
    cid = CID.parse(text);
  } catch (cause) {
    throw new UnsupportedCid(text.slice(0, 120), cause instanceof Error ? cause.message : 'not a CID');
  }
  assertSupportedCid(cid);
  return cid;
}
