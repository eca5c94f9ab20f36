import { canonicalJsonBytes } from '@atoll/schemas/canonical-json';
import { OutputInvalid, OutputTooLarge } from './problems.ts';

/** Deepest nesting of objects and arrays; a parser of the buyer's may recurse. */
const maxDepth = 64;
/** Parsed at once in memory; larger results are tables or models and have a type of their own. */
const maxBytes = 64 << 20;

/**
 * The same value in canonical form (RFC 8785): white space, order of keys, doubled keys and odd escapes carry nothing out.
 * @throws OutputInvalid, OutputTooLarge
 */
export function checkJson(name: string, bytes: Uint8Array): Uint8Array {
  if (bytes.byteLength > maxBytes) throw new OutputTooLarge(name, bytes.byteLength, maxBytes);
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: false }).decode(bytes));
  } catch (cause) {
    // The parser's message quotes the content, so it stays a cause and is never shown.
    throw new OutputInvalid(name, 'it is not JSON in UTF-8', cause);
  }
  if (!withinDepth(value)) throw new OutputInvalid(name, `it is nested more than ${maxDepth} deep`);
  try {
    return canonicalJsonBytes(value);
  } catch (cause) {
    throw new OutputInvalid(name, 'it holds a number or text that JSON cannot carry', cause);
  }
}

function withinDepth(value: unknown): boolean {
  let level: readonly unknown[] = [value];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > maxDepth) return false;
    level = level.flatMap((item) => (typeof item === 'object' && item !== null ? Object.values(item) : []));
  }
  return true;
}
