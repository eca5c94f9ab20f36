import { type Address } from '@atoll/schemas/ids';
import { keccak256 } from 'viem';
import { hexDigit } from './hex.ts';

/** Characters of a logs bloom: 0x and 2048 bits. */
const bloomLength = 514;

/** Where a filter keeps an address: three places in the hex string and the bit of the digit there. */
export type BloomPlaces = readonly (readonly [at: number, bit: number])[];

/** Whether a header's `logsBloom` is one, and one that says anything: chains that keep no bloom answer zeros. */
export const isBloom = (value: unknown): value is string =>
  typeof value === 'string' && value.length === bloomLength && /^0x[0-9a-fA-F]*[1-9a-fA-F]/.test(value);

/**
 * The three bits of an address in a block's logs bloom: the low 11 bits of the first three pairs of bytes of its keccak-256.
 * @see https://ethereum.github.io/yellowpaper/paper.pdf section 4.3.1
 */
export function bloomPlaces(address: Address): BloomPlaces {
  const hash = keccak256(address);
  return [2, 6, 10].map((at) => {
    const bit = parseInt(hash.slice(at, at + 4), 16) & 2047;
    return [bloomLength - 1 - (bit >> 2), 1 << (bit & 3)] as const;
  });
}

/** Whether a block may hold a log of the address. False is certain; true is wrong for some blocks, the more the fuller they are. */
export function bloomHas(bloom: string, places: BloomPlaces): boolean {
  return places.every(([at, bit]) => (hexDigit(bloom.charCodeAt(at)) & bit) !== 0);
}
