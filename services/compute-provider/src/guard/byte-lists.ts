import { type CharacterRoles, characterRoles } from './character-roles.ts';

/** Shorter lists hold less than a record. */
const leastNumbers = 24;

/** What surely parts no list, and what may part none: who lists each of several files reads the former, who cuts one the latter. */
const strict = characterRoles({ within: /[\w.+-]/, between: /[\s,;]/ });
const lenient = characterRoles({ within: /[\w.+-]/, between: /[\s"',;|[\]\\]/ });

export interface ByteList {
  /** Where it begins. */
  readonly index: number;
  readonly bytes: Buffer;
}

/**
 * Lists of the bytes' numbers. What is no byte (300, 1.5, a word) parts two lists.
 * @param text in which a character is a byte
 */
export function* byteLists(text: string): Generator<ByteList> {
  yield* listsBy(strict, text);
  yield* listsBy(lenient, text, strict);
}

/** @param known what those lists are passed over by whose numbers all belong together */
function* listsBy(roles: CharacterRoles, text: string, known?: CharacterRoles): Generator<ByteList> {
  // A number and what parts it from the next one take two characters at least.
  const bytes = Buffer.allocUnsafe((text.length >>> 1) + 1);
  let size = 0;
  let index = 0;
  let end = 0;
  let isKnown = known !== undefined;
  const give = (): ByteList[] =>
    isKnown || size < leastNumbers ? [] : [{ index, bytes: Buffer.from(bytes.subarray(0, size)) }];
  for (let from = roles.nextFrom(text, 0), to = 0; from < text.length; from = roles.nextFrom(text, to)) {
    to = roles.endOf(text, from);
    const value = byteAt(text, from, to);
    if (size > 0 && (value === undefined || !roles.isBetween(text, end, from))) {
      yield* give();
      size = 0;
    }
    if (value === undefined) continue;
    isKnown = known !== undefined && (size === 0 || (isKnown && known.isBetween(text, end, from)));
    if (size === 0) index = from;
    bytes[size++] = value;
    end = to;
  }
  yield* give();
}

/** What a float that is whole has after its digits; a sentence may end with the point. */
const fraction = /^\.0*$/;
const longestFraction = 20;

/**
 * The byte that a piece of text is the number of, with a sign or without; those below zero are of signed bytes. By hand, since a regular
 * expression took three times as long.
 */
function byteAt(text: string, from: number, to: number): number | undefined {
  const sign = text.charCodeAt(from);
  const first = sign === 43 || sign === 45 ? from + 1 : from;
  let at = first;
  let number = 0;
  for (; at < to && at < first + 4; at++) {
    const digit = text.charCodeAt(at) - 48;
    if (digit < 0 || digit > 9) break;
    number = 10 * number + digit;
  }
  const hasDigits = at > first && at <= first + 3;
  if (!hasDigits || number > (sign === 45 ? 128 : 255)) return undefined;
  if (at < to && (to - at > longestFraction || !fraction.test(text.slice(at, to)))) return undefined;
  return sign === 45 ? -number & 255 : number;
}
