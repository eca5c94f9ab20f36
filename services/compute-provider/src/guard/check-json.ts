import { canonicalJsonBytes } from '@atoll/schemas/canonical-json';
import { OutputInvalid, OutputTooLarge } from './problems.ts';
import { readNumber, roundNumber } from './round-number.ts';

/** Deepest nesting of objects and arrays; a parser of the buyer's may recurse. */
const maxDepth = 64;
/** Parsed at once in memory; larger results are tables or models and have a type of their own. */
const maxBytes = 64 << 20;
/** A longer text is no number. */
const longestNumber = 400;

/**
 * The same value in canonical form (RFC 8785) with its numbers rounded: white space, order of keys, doubled keys, odd escapes and the
 * last bits of numbers carry nothing out. A text that is a decimal number of more digits is rounded like one.
 * @param precision significant decimal digits of a number that leaves
 * @throws OutputInvalid, OutputTooLarge
 */
export function checkJson(name: string, bytes: Uint8Array, precision: number): Uint8Array {
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
    return canonicalJsonBytes(rounded(value, precision));
  } catch (cause) {
    throw new OutputInvalid(
      name,
      'it holds a number or text that JSON cannot carry, or keys that are one number',
      cause,
    );
  }
}

function rounded(value: unknown, precision: number): unknown {
  if (typeof value === 'number') return roundNumber(value, precision);
  if (typeof value === 'string') return roundedText(value, precision);
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((item: unknown) => rounded(item, precision));
  const entries = Object.entries(value).map(
    ([key, item]) => [roundedText(key, precision), rounded(item, precision)] as const,
  );
  // Of two keys that became one, neither may be lost in silence.
  if (new Set(entries.map(([key]) => key)).size < entries.length)
    throw new RangeError('two keys became one number');
  return Object.fromEntries(entries);
}

/** A text keeps its form where it has no more digits than may leave: 1.10 may be a version. */
function roundedText(text: string, precision: number): string {
  if (text.length > longestNumber) return text;
  const written = readNumber(text);
  if (typeof written === 'string' || written.digits <= precision) return text;
  return String(roundNumber(written.number, precision));
}

function withinDepth(value: unknown): boolean {
  let level: readonly unknown[] = [value];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > maxDepth) return false;
    level = level.flatMap((item) => (typeof item === 'object' && item !== null ? Object.values(item) : []));
  }
  return true;
}
