/** Shorter lists hold less than a record. */
const leastNumbers = 24;
/** More than this between two numbers, and they are of two lists. */
const longestGap = 24;

/** What characters are in a list of numbers. */
const apart = 0;
const between = 1;
const within = 2;
const roles = Uint8Array.from({ length: 256 }, (_, code) => {
  const character = String.fromCharCode(code);
  if (/[\s"',;|[\]\\]/.test(character)) return between;
  return /[\w.+-]/.test(character) ? within : apart;
});
const roleOf = (text: string, at: number) => roles[text.charCodeAt(at)] ?? apart;

/** The number of a byte, with a sign or without, as an integer or as a float that is whole; a sentence may end with it. */
const byte = /^(?:\+?\d{1,3}|-\d{1,3})(?:\.0*)?$/;

/**
 * Lists of the bytes' numbers, each with where it begins. What is no byte (300, 1.5, a word) parts two lists.
 * @param text in which a character is a byte
 */
export function* byteLists(text: string): Generator<{ index: number; bytes: Buffer }> {
  // A number and what parts it from the next one take two characters at least.
  const bytes = Buffer.allocUnsafe((text.length >>> 1) + 1);
  let size = 0;
  let index = 0;
  let end = 0;
  for (let at = 0; at < text.length;) {
    if (roleOf(text, at) !== within) {
      at += 1;
      continue;
    }
    const from = at;
    while (roleOf(text, at) === within) at += 1;
    const value = byteAt(text, from, at);
    if (size > 0 && (value === undefined || !isBetween(text, end, from))) {
      if (size >= leastNumbers) yield { index, bytes: Buffer.from(bytes.subarray(0, size)) };
      size = 0;
    }
    if (value === undefined) continue;
    if (size === 0) index = from;
    bytes[size++] = value;
    end = at;
  }
  if (size >= leastNumbers) yield { index, bytes: Buffer.from(bytes.subarray(0, size)) };
}

/** The byte that a piece of text is the number of; those below zero are of signed bytes. */
function byteAt(text: string, from: number, to: number): number | undefined {
  const piece = to - from > 32 ? '' : text.slice(from, to);
  if (!byte.test(piece)) return undefined;
  const number = Number.parseInt(piece, 10);
  return number < -128 || number > 255 ? undefined : number & 255;
}

function isBetween(text: string, from: number, to: number): boolean {
  if (to - from > longestGap) return false;
  for (let at = from; at < to; at++) if (roleOf(text, at) !== between) return false;
  return true;
}
