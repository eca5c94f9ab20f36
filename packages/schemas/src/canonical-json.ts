import canonicalize from 'canonicalize';
import { AtollError } from './error.ts';

/** A value that JSON can carry. */
export type Json =
  null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json | undefined };

/**
 * Canonical JSON (RFC 8785): one byte sequence for one value, so that its digest is an identity.
 * A property that is undefined counts as absent.
 * @throws AtollError `malformed_request` for what JSON cannot carry: undefined elsewhere, functions, NaN, bigint, lone
 * surrogates, cycles, instances of a class (a Map or a Date would be written as something else than it is)
 * @example canonicalJson({ b: 1, a: 'x' }) // '{"a":"x","b":1}'
 */
export function canonicalJson(value: unknown): string {
  let text: string | undefined;
  try {
    text = isJson(value) ? canonicalize(value) : undefined;
  } catch (cause) {
    throw new NotJson(cause);
  }
  if (text === undefined) throw new NotJson();
  return text;
}

/** Whether JSON can carry each part. Two values that differ must never share their bytes, hence their digest. */
function isJson(value: unknown): boolean {
  if (value === null || typeof value === 'boolean') return true;
  if (typeof value === 'string') return value.isWellFormed();
  if (typeof value !== 'object') return Number.isFinite(value);
  // Array.from turns holes into undefined, which `every` would skip.
  if (Array.isArray(value)) return Array.from<unknown>(value).every(isJson);
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) return false;
  return Object.values(value).every((each: unknown) => each === undefined || isJson(each));
}

/** The UTF-8 bytes of {@link canonicalJson}. */
export function canonicalJsonBytes(value: unknown): Uint8Array {
  return new TextEncoder().encode(canonicalJson(value));
}

class NotJson extends AtollError {
  constructor(cause?: unknown) {
    super({
      code: 'malformed_request',
      message: 'the value cannot be written as JSON',
      hint: 'use objects, arrays, strings, finite numbers, booleans and null only',
      cause,
    });
  }
}
