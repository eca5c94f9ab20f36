import canonicalize from 'canonicalize';
import { AtollError } from './error.ts';

/** A value that JSON can carry. */
export type Json =
  null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json | undefined };

/**
 * Canonical JSON (RFC 8785): one byte sequence for one value, so that its digest is an identity.
 * @throws AtollError `malformed_request` for what JSON cannot carry (undefined, functions, NaN, bigint)
 * @example canonicalJson({ b: 1, a: 'x' }) // '{"a":"x","b":1}'
 */
export function canonicalJson(value: unknown): string {
  let text: string | undefined;
  try {
    text = canonicalize(value);
  } catch (cause) {
    throw new NotJson(cause);
  }
  if (text === undefined) throw new NotJson();
  return text;
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
