import type { TokenRun } from './windows.ts';

/** Bytes of a window. */
const windowBytes = 48;
/** The rolling hash forgets what lies further back. */
const hashBytes = 32;
/** Leading zero bits of the hash where a window ends: one in 32 places, or one in 256 of a larger file. */
export const denseBits = 5;
export const sparseBits = 8;
/** Windows with fewer different runs of three bytes, of 46, say too little: padding, repeated patterns. Random letters of four have 33. */
const leastDistinct = 24;

/** The values of each byte in the rolling hash: fixed, and without a pattern. */
const gear = Uint32Array.from({ length: 256 }, (_, byte) => mix((byte + 1) * 0x9e3779b1));

function mix(seed: number): number {
  let hash = Math.imul(seed ^ (seed >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** A window over bytes: as words, with a cheap hash of them for a first look. */
export interface ContentWindow extends TokenRun {
  weak: number;
}

export const contentWindowSize = windowBytes / 8;
const shared = { high: new Uint32Array(windowBytes / 8), low: new Uint32Array(windowBytes / 8), weak: 0 };

/**
 * Windows over bytes whose places their own content decides, so that the same bytes have the same windows wherever they stand: where a
 * rolling hash of the last 32 bytes ("gear") begins with zero bits.
 *
 * @see Xia et al., FastCDC, USENIX ATC 2016
 * @param from the first place at which a window may end
 * @param visit is given a window that is reused, and where it ends
 */
export function contentWindows(
  bytes: Uint8Array,
  zeroBits: number,
  visit: (window: ContentWindow, end: number) => void,
  from = 0,
): void {
  const shift = 32 - zeroBits;
  const first = Math.max(from, windowBytes);
  let hash = 0;
  for (let at = Math.max(0, first - hashBytes); at < first - 1; at++)
    hash = ((hash << 1) + (gear[bytes[at] ?? 0] ?? 0)) | 0;
  for (let end = first; end <= bytes.byteLength; end++) {
    hash = ((hash << 1) + (gear[bytes[end - 1] ?? 0] ?? 0)) | 0;
    if (hash >>> shift === 0) visit(windowAt(bytes, end), end);
  }
}

function windowAt(bytes: Uint8Array, end: number): ContentWindow {
  const { high, low } = shared;
  let hash = 0;
  for (let word = 0, at = end - windowBytes; word < high.length; word++, at += 8) {
    high[word] = wordAt(bytes, at);
    low[word] = wordAt(bytes, at + 4);
    hash = Math.imul(hash ^ (high[word] ?? 0), 0x85ebca6b);
    hash = Math.imul(hash ^ (hash >>> 15) ^ (low[word] ?? 0), 0xc2b2ae35);
    hash ^= hash >>> 13;
  }
  shared.weak = hash >>> 0;
  return shared;
}

const wordAt = (bytes: Uint8Array, at: number) =>
  ((bytes[at] ?? 0) |
    ((bytes[at + 1] ?? 0) << 8) |
    ((bytes[at + 2] ?? 0) << 16) |
    ((bytes[at + 3] ?? 0) << 24)) >>>
  0;

/** Whether a window says enough to be told from others: in how many ways three bytes follow each other in it. */
export function isTelling({ high, low }: ContentWindow): boolean {
  const seen = new Set<number>();
  let last = 0;
  for (let at = 0; at < windowBytes; at++) {
    const word = ((at & 4) === 0 ? high : low)[at >>> 3] ?? 0;
    last = ((last << 8) | ((word >>> (8 * (at & 3))) & 255)) & 0xffffff;
    if (at >= 2) seen.add(last);
  }
  return seen.size >= leastDistinct;
}

/** What of the bytes before has to stand in front of those that follow, so that no window is lost between them. */
export const contentOverlap = windowBytes - 1;
