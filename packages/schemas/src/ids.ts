import { z } from 'zod';

/**
 * Narrows a string that a regular expression has already accepted to viem's template type.
 * Guarantee: the value starts with 0x because each pattern below says so.
 */
const asHex = (value: string): `0x${string}` => value as `0x${string}`;

/** An account or contract, lower-cased: `0x` and 40 hex digits. Checksums are a matter of display. */
export const Address = z
  .string()
  .regex(/^0x[0-9a-fA-F]{40}$/, 'expected an address: 0x and 40 hex digits')
  .transform((value) => asHex(value.toLowerCase()));
export type Address = z.infer<typeof Address>;

/** 32 bytes, lower-cased: digests, job ids, environment ids, X25519 keys. */
export const Bytes32 = z
  .string()
  .regex(/^0x[0-9a-fA-F]{64}$/, 'expected 32 bytes: 0x and 64 hex digits')
  .transform((value) => asHex(value.toLowerCase()));
export type Bytes32 = z.infer<typeof Bytes32>;

/** Bytes of any length, as signatures and transaction data travel. */
export const Hex = z
  .string()
  .regex(/^0x([0-9a-fA-F]{2})*$/, 'expected bytes: 0x and an even number of hex digits')
  .transform((value) => asHex(value.toLowerCase()));
export type Hex = z.infer<typeof Hex>;

/** Bytes that somebody else pays for on chain: no more than so many. */
export const hexUpTo = (bytes: number) =>
  Hex.refine((value) => value.length <= 2 + 2 * bytes, { error: `at most ${bytes} bytes` });

/** A signature to be sent on chain by somebody else; one of a contract (ERC-1271) is longer than that of a key. */
export const RelayedSignature = hexUpTo(4096);

const uint256Max = 2n ** 256n - 1n;
const uint96Max = 2n ** 96n - 1n;
const uint88Max = 2n ** 88n - 1n;

/**
 * Whether the chain of an id that a regular expression has accepted is exact as a number: two ids may never come to
 * mean one chain.
 */
const hasExactChain = (id: string) => Number.isSafeInteger(Number(id.split(/[:/]/)[1]));
const exactChain = `expected a chain of at most ${Number.MAX_SAFE_INTEGER}`;

/** CAIP-2 id of an EVM chain, e.g. `eip155:31337`; at most 2^53 - 1, so that it is exact as a number. */
export const ChainId = z
  .string()
  .regex(/^eip155:[1-9][0-9]{0,31}$/, { error: 'expected a CAIP-2 id such as eip155:1', abort: true })
  .refine(hasExactChain, exactChain);
export type ChainId = z.infer<typeof ChainId>;

/**
 * CAIP-19 id of an asset: `eip155:<chain>/erc721:<registry>/<token id in decimal>`.
 * @see https://standards.chainagnostic.org/CAIPs/caip-19
 */
export const AssetId = z
  .string()
  .regex(/^eip155:[1-9][0-9]{0,31}\/erc721:0x[0-9a-fA-F]{40}\/(0|[1-9][0-9]{0,77})$/, {
    error: 'expected a CAIP-19 id such as eip155:1/erc721:0x…/42',
    abort: true,
  })
  .refine(hasExactChain, exactChain)
  .refine(
    (id) => BigInt(id.slice(id.lastIndexOf('/') + 1)) <= uint256Max,
    'expected a token id within uint256',
  )
  .transform((value) => value.toLowerCase());
export type AssetId = z.infer<typeof AssetId>;

/** A CIDv1 in base32 with sha2-256: `bafkrei…` (raw) or `bafybei…` (dag-pb). Its bytes are checked by storage, not here. */
export const Cid = z
  .string()
  .regex(/^baf(kre|ybe)i[a-z2-7]{52}$/, 'expected a CIDv1 in base32 (bafkrei… or bafybei…)');
export type Cid = z.infer<typeof Cid>;

/** An OCI digest, `sha256:` and 64 hex digits. */
export const OciDigest = z.string().regex(/^sha256:[0-9a-f]{64}$/, 'expected sha256: and 64 hex digits');
export type OciDigest = z.infer<typeof OciDigest>;

/** An amount of a token in its smallest unit, as a decimal string on the wire; `BigInt(value)` inside. At most 2^256 - 1. */
export const Amount = z
  .string()
  .regex(/^(0|[1-9][0-9]{0,77})$/, { error: 'expected a decimal amount in the smallest unit', abort: true })
  .refine((value) => BigInt(value) <= uint256Max, 'expected an amount within uint256');
export type Amount = z.infer<typeof Amount>;

/** A price, cap or fee: an amount that the contracts keep in 96 bits, at most 2^96 - 1. */
export const Amount96 = z
  .string()
  .regex(/^(0|[1-9][0-9]{0,28})$/, { error: 'expected a decimal amount of at most 29 digits', abort: true })
  .refine((value) => BigInt(value) <= uint96Max, 'expected an amount within uint96');
export type Amount96 = z.infer<typeof Amount96>;

/** What one order, pass or payment may amount to: the contracts keep it in 88 bits beside an account, at most 2^88 - 1. */
export const Amount88 = Amount96.refine(
  (value) => BigInt(value) <= uint88Max,
  'expected an amount within uint88',
);
export type Amount88 = z.infer<typeof Amount88>;

/** A number that the contracts keep in 32 bits. */
export const Uint32 = z.int().min(0).max(0xffffffff);

/** Seconds that the contracts keep in 32 bits. */
export const Seconds32 = z.int().nonnegative().max(0xffffffff);

/** Seconds since 1970, a block time. */
export const BlockTime = z.int().min(0).max(0xffffffffff);

/**
 * Splits a CAIP-19 asset id.
 * @example parseAssetId('eip155:1/erc721:0x…/42') // { chainId: 1, registry: '0x…', tokenId: 42n }
 */
export function parseAssetId(id: AssetId): { chainId: number; registry: Address; tokenId: bigint } {
  const [chain = '', token = '', tokenId = ''] = id.split('/');
  return {
    chainId: Number(chain.slice('eip155:'.length)),
    registry: Address.parse(token.slice('erc721:'.length)),
    tokenId: BigInt(tokenId),
  };
}

/** The CAIP-19 id of a token of an asset registry. */
export function formatAssetId(chainId: number, registry: Address, tokenId: bigint): AssetId {
  return AssetId.parse(`eip155:${chainId}/erc721:${registry}/${tokenId}`);
}
