import type { CopyBytes } from './copy-bytes.ts';

/** Bytes of a numeric before its digits. */
const fixed = 8;
const negative = 0x4000;

/**
 * A whole number as `numeric` is sent: how many digits of base 10,000, the place of the first, the sign, no digits after the point, then
 * the digits, without zeros at their end (`numeric_send` of PostgreSQL's `numeric.c`).
 */
export function numericField(bytes: CopyBytes, value: bigint): void {
  if (value >= 0n && value <= mostExact) return smallField(bytes, Number(value));
  const number = encoded(value);
  bytes.bytesField(number, 0, number.length);
}

/** How many bytes a number is sent as. */
export const numericLength = (value: bigint): number => encoded(value).length;

/** What is larger than any amount is an id, and comes again: as it is sent. */
const ids = new Map<bigint, Uint8Array>();
const largestAmount = 2n ** 128n;
const mostIds = 1 << 12;

function encoded(value: bigint): Uint8Array {
  if (value <= largestAmount) return encode(value);
  let id = ids.get(value);
  if (id !== undefined) return id;
  // By itself, not as a part of what the runtime shares between buffers and would keep for it.
  id = new Uint8Array(encode(value));
  if (ids.size >= mostIds) ids.clear();
  ids.set(value, id);
  return id;
}

function encode(value: bigint): Buffer {
  const text = digitsOf(value);
  const groups = Math.ceil(text.length / 4);
  const used = usedOf(text, groups);
  const number = Buffer.allocUnsafe(fixed + 2 * used);
  let at = number.writeInt16BE(used);
  at = number.writeInt16BE(Math.max(0, groups - 1), at);
  at = number.writeInt16BE(value < 0n ? negative : 0, at);
  at = number.writeInt16BE(0, at);
  for (let index = 0; index < used; index += 1) at = number.writeInt16BE(digitOf(text, groups, index), at);
  return number;
}

/** Most amounts are numbers that a double holds, whose digits need no text. */
const mostExact = BigInt(Number.MAX_SAFE_INTEGER);
const base = 10_000;
/** The digits of such a number, the lowest first; used again and again. */
const small = [0, 0, 0, 0];

function smallField(bytes: CopyBytes, value: number): void {
  let groups = 0;
  let zeros = 0;
  for (let rest = value; rest > 0; rest = Math.floor(rest / base)) {
    const digit = rest % base;
    if (digit === 0 && zeros === groups) zeros += 1;
    small[groups] = digit;
    groups += 1;
  }
  bytes.int32(fixed + 2 * (groups - zeros));
  bytes.int16(groups - zeros);
  bytes.int16(Math.max(0, groups - 1));
  bytes.int32(0);
  for (let index = groups - 1; index >= zeros; index -= 1) bytes.int16(small[index] ?? 0);
}

const digitsOf = (value: bigint): string => (value === 0n ? '' : (value < 0n ? -value : value).toString());

/** How many digits of base 10,000 there are without the zeros at the end. */
function usedOf(text: string, groups: number): number {
  let used = groups;
  while (used > 0 && digitOf(text, groups, used - 1) === 0) used -= 1;
  return used;
}

/** The digit of base 10,000 at a place, the first being the highest. */
function digitOf(text: string, groups: number, index: number): number {
  const end = text.length - 4 * (groups - 1 - index);
  let digit = 0;
  for (let at = Math.max(0, end - 4); at < end; at += 1) digit = digit * 10 + text.charCodeAt(at) - 48;
  return digit;
}
