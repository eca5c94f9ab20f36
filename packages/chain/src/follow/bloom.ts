import { type Hex, keccak256 } from 'viem';
import { hexDigit } from './hex.ts';

/** Characters of a logs bloom: 0x and 2048 bits. */
const bloomLength = 514;

/** Where a filter keeps an address: three places in the hex string and the bit of the digit there. */
export type BloomPlaces = readonly (readonly [at: number, bit: number])[];

/** What of a log is in its block's bloom. */
export interface BloomedLog {
  readonly address: Hex;
  readonly topics: readonly Hex[];
}

/** Whether a header's `logsBloom` is one, and one that says anything: chains that keep no bloom answer zeros. */
export const isBloom = (value: unknown): value is string =>
  typeof value === 'string' && value.length === bloomLength && /^0x[0-9a-fA-F]*[1-9a-fA-F]/.test(value);

/** Bits of a bloom that is no fuller than that of a full Ethereum block, a third. */
const mostBits = 2048 / 3;

/**
 * The three bits of an address or a topic in a block's logs bloom: the low 11 bits of the first three pairs of bytes of its keccak-256.
 * @see https://ethereum.github.io/yellowpaper/paper.pdf section 4.3.1
 */
export function bloomPlaces(value: Hex): BloomPlaces {
  const hash = keccak256(value);
  return [2, 6, 10].map((at) => {
    const bit = parseInt(hash.slice(at, at + 4), 16) & 2047;
    return [bloomLength - 1 - (bit >> 2), 1 << (bit & 3)] as const;
  });
}

/** Whether a block may hold a log of the address. False is certain; true is wrong for some blocks, the more the fuller they are. */
export function bloomHas(bloom: string, places: BloomPlaces): boolean {
  return places.every(([at, bit]) => (hexDigit(bloom.charCodeAt(at)) & bit) !== 0);
}

/**
 * Whether these logs alone set all bits of their block's bloom. Then the block has no other: one more would have found the bits of its
 * address and of each of its topics set by chance, at most one time in three each, and a log has six to fifteen of them. False also
 * where the bloom is too full for that.
 */
export function bloomExplained(bloom: string, logs: readonly BloomedLog[]): boolean {
  const left = Array.from({ length: bloomLength - 2 }, (_, index) => hexDigit(bloom.charCodeAt(index + 2)));
  if (left.reduce((bits, digit) => bits + bitsOf(digit), 0) > mostBits) return false;
  for (const value of new Set(logs.flatMap(({ address, topics }) => [address, ...topics]))) {
    const places = bloomPlaces(value);
    if (!bloomHas(bloom, places)) return false;
    for (const [at, bit] of places) left[at - 2] = (left[at - 2] ?? 0) & ~bit;
  }
  return left.every((digit) => digit === 0);
}

const bitsOf = (digit: number): number =>
  (digit & 1) + ((digit >> 1) & 1) + ((digit >> 2) & 1) + (digit >> 3);
