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
  const text = digitsOf(value);
  const groups = Math.ceil(text.length / 4);
  const used = usedOf(text, groups);
  startField(bytes, used, groups, value < 0n);
  for (let index = 0; index < used; index += 1) bytes.int16(digitOf(text, groups, index));
}

/** What stands before the digits. */
function startField(bytes: CopyBytes, used: number, groups: number, isNegative: boolean): void {
  bytes.int32(fixed + 2 * used);
  bytes.int16(used);
  bytes.int16(Math.max(0, groups - 1));
  bytes.int16(isNegative ? negative : 0);
  bytes.int16(0);
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
  startField(bytes, groups - zeros, groups, false);
  for (let index = groups - 1; index >= zeros; index -= 1) bytes.int16(small[index] ?? 0);
}

/** How many bytes a number is sent as. */
export function numericLength(value: bigint): number {
  const text = digitsOf(value);
  return fixed + 2 * usedOf(text, Math.ceil(text.length / 4));
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
