import type { Address, Bytes32, Hex } from '@atoll/schemas/ids';

// Replies of a node are checked by hand: a zod schema takes 8 µs for what has ten fields.

const lower = { 20: /^0x[0-9a-f]{40}$/, 32: /^0x[0-9a-f]{64}$/ };

const isAddress = (value: string): value is Address => value.length === 42 && lower[20].test(value);
const isBytes32 = (value: string): value is Bytes32 => value.length === 66 && lower[32].test(value);

/** What a JSON reply holds, before it is checked. */
export type Json = Record<string, unknown>;

export const isJson = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** An address in lower case, or undefined for anything else. */
export function readAddress(value: unknown): Address | undefined {
  if (typeof value !== 'string') return undefined;
  if (isAddress(value)) return value;
  const lowered = value.toLowerCase();
  return isAddress(lowered) ? lowered : undefined;
}

/** 32 bytes in lower case, or undefined for anything else. */
export function readBytes32(value: unknown): Bytes32 | undefined {
  if (typeof value !== 'string') return undefined;
  if (isBytes32(value)) return value;
  if (value.length !== 66) return undefined;
  const lowered = value.toLowerCase();
  return isBytes32(lowered) ? lowered : undefined;
}

/** A quantity that a double holds exactly (13 hex digits), or -1 for anything else. */
export function readQuantity(value: unknown): number {
  if (typeof value !== 'string' || value.length < 3 || value.length > 15) return -1;
  if (value.charCodeAt(0) !== 48 || value.charCodeAt(1) !== 120) return -1;
  let number = 0;
  for (let at = 2; at < value.length; at += 1) {
    const digit = hexDigit(value.charCodeAt(at));
    if (digit < 0) return -1;
    number = number * 16 + digit;
  }
  return number;
}

/** The value of a hex digit by its character code, or -1. */
export function hexDigit(code: number): number {
  if (code >= 48 && code <= 57) return code - 48;
  if (code >= 97 && code <= 102) return code - 87;
  return code >= 65 && code <= 70 ? code - 55 : -1;
}

export const toQuantity = (number: number): Hex => `0x${number.toString(16)}`;
