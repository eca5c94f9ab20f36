import type { Opened } from './unwrap.ts';

/** Shorter runs are chance, or say nothing. */
const leastCharacters = 16;

/**
 * Text among other bytes whose characters take two or four of them each (UTF-16, UTF-32, of either order), as those of one: the others
 * are zero, of all that numbers and names of ASCII are made of.
 */
export function* wideText(bytes: Buffer): Generator<Opened> {
  for (let from = 0; from + 1 < bytes.length; from++) {
    if (bytes[from + 1] !== 0 || !isPrintable(bytes[from])) continue;
    const width = bytes[from + 2] === 0 && bytes[from + 3] === 0 ? 4 : 2;
    const characters = countCharacters(bytes, from, width);
    if (characters < leastCharacters) continue;
    const narrow = Uint8Array.from({ length: characters }, (_, place) => bytes[from + place * width] ?? 0);
    yield { label: `wide@${from}`, bytes: narrow, cut: false };
    from += characters * width - 1;
  }
}

function countCharacters(bytes: Buffer, from: number, width: number): number {
  let at = from;
  while (isPrintable(bytes[at]) && isZero(bytes, at + 1, at + width)) at += width;
  return (at - from) / width;
}

const isPrintable = (byte = 0) => (byte >= 32 && byte < 127) || byte === 9 || byte === 10 || byte === 13;

/** Where the high bytes come first, the last character of a text ends before its zeros would. */
function isZero(bytes: Buffer, from: number, to: number): boolean {
  for (let at = from; at < Math.min(to, bytes.length); at++) if (bytes[at] !== 0) return false;
  return true;
}
