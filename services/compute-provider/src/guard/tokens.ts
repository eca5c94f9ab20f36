/** Where the values of a table, a text or a tensor go, one after the other. */
export interface TokenSink {
  push(token: Token, mark?: number): void;
}

/** A value in canonical form; the lexer reuses one object, so a sink copies what it keeps. */
export interface Token {
  /** Tells numbers (1) from words (anything else), and is half of a word's hash. */
  high: number;
  low: number;
  /** Both halves in 32 bits, for a first look. */
  code: number;
  /** About how many bits of surprise the value carries. */
  bits: number;
  /** The number, or NaN for a word. */
  value: number;
  /** How far the number may be off, by its own size. */
  slack: number;
  /** The value in fewer digits; what has no more digits, and words, are the same. */
  readonly coarse: CoarseToken;
}

/** A value in the digits that a copy keeps which was rounded on its way out. */
export interface CoarseToken {
  low: number;
  code: number;
  bits: number;
  value: number;
  slack: number;
}

/** Significant digits of a canonical number: those that a float32 surely holds, and that outputs have unless their manifest says otherwise. */
const digits = 6;
/** Significant digits of the coarse form: a copy that was rounded to so many or more is recognised. */
const coarseDigits = 4;
const coarseUnit = 10 ** (digits - coarseDigits);

const single = new Float32Array(1);
const singleBits = new Uint32Array(single.buffer);
const shared: Token = {
  high: 0,
  low: 0,
  code: 0,
  bits: 0,
  value: 0,
  slack: 0,
  coarse: { low: 0, code: 0, bits: 0, value: 0, slack: 0 },
};

/**
 * A number as every copy of it has it: 1.50 and 1.5, float64 and float32, rounded to six digits or not, and with either sign, since a
 * separator may look like one. Integers, which leave unrounded, keep the 24 bits of a float32.
 * @returns undefined for what no float32 holds
 */
export function numberToken(number: number): Token | undefined {
  const size = Math.abs(number);
  const { coarse } = shared;
  single[0] = size;
  const value = single[0] ?? 0;
  if (!Number.isFinite(value)) return undefined;
  shared.high = 1;
  if (Number.isInteger(size) || value === 0) {
    shared.low = coarse.low = singleBits[0] ?? 0;
    shared.code = coarse.code = scramble(1, shared.low);
    shared.bits = coarse.bits = integerBits(value);
    shared.value = coarse.value = value;
    shared.slack = coarse.slack = 1e-6;
    return shared;
  }
  // In units of the last digit; the coarse form is made of the other, so that it is the same for a copy that has six digits.
  const exponent = decimalExponent(size, singleBits[0] ?? 0) - digits + 1;
  const whole = Math.round(exponent < 0 ? size * tenTo(-exponent) : size / tenTo(exponent));
  shared.value = scaled(whole, exponent);
  shared.low = bitsOfSingle(shared.value);
  shared.code = scramble(1, shared.low);
  shared.bits = bitsOfDigits(whole, digits);
  shared.slack = 2e-5;
  coarse.slack = 2e-3;
  const rough = Math.round(whole / coarseUnit);
  if (rough * coarseUnit === whole) {
    coarse.low = shared.low;
    coarse.code = shared.code;
    coarse.bits = shared.bits;
    coarse.value = shared.value;
  } else {
    coarse.value = scaled(rough * coarseUnit, exponent);
    coarse.low = bitsOfSingle(coarse.value);
    coarse.code = scramble(1, coarse.low);
    coarse.bits = bitsOfDigits(rough, coarseDigits);
  }
  return shared;
}

const tens = Float64Array.from({ length: 64 }, (_, exponent) => Number(`1e${exponent}`));
const tenTo = (exponent: number) => tens[exponent] ?? 10 ** exponent;
const scaled = (whole: number, exponent: number) =>
  exponent < 0 ? whole / tenTo(-exponent) : whole * tenTo(exponent);

/** By the exponent of the float32, which is off by one at most: a logarithm took twice as long. */
const exponents = Int16Array.from({ length: 256 }, (_, biased) => Math.floor((biased - 127) * Math.log10(2)));

function decimalExponent(size: number, bits: number): number {
  const least = exponents[bits >>> 23] ?? 0;
  const next = least + 1;
  return (next < 0 ? size * tenTo(-next) >= 1 : size >= tenTo(next)) ? next : least;
}

function bitsOfSingle(value: number): number {
  single[0] = value;
  return singleBits[0] ?? 0;
}

/** An integer: a float32 holds seven digits of it. */
function integerBits(value: number): number {
  if (value === 0) return 1;
  if (value >= 1e7) return 23;
  let count = 1;
  for (let most = 10; most <= value; most *= 10) count += 1;
  return bitsOfDigits(value, count);
}

/** Significant digits tell how likely a value is met by chance: 1 in 9 for one digit, 1 in 90 for two. Zeros at the end are none. */
function bitsOfDigits(whole: number, count: number): number {
  let rest = whole;
  let left = count;
  while (left > 1 && rest % 10 === 0) {
    rest /= 10;
    left -= 1;
  }
  return left === 1 ? 2 : 3.3 * left;
}

/** A word: two independent 32-bit FNV-1a hashes of it. It is never stored, so it needs no key. */
function wordToken(text: string, from: number, to: number): Token {
  let high = 0x811c9dc5;
  let low = 0x9747b28c;
  let hasDigits = false;
  for (let at = from; at < to; at++) {
    const code = text.charCodeAt(at);
    if (code >= 48 && code <= 57) hasDigits = true;
    high = Math.imul(high ^ code, 0x01000193);
    low = Math.imul(low ^ code, 0x5bd1e995);
    low ^= low >>> 15;
  }
  shared.high = (high | 2) >>> 0;
  shared.low = shared.coarse.low = low >>> 0;
  shared.code = shared.coarse.code = scramble(shared.high, shared.low);
  // Prose is predictable: six words of it weigh as much as one record. What mixes digits in is an identifier.
  shared.bits = shared.coarse.bits = hasDigits ? Math.min(3 * (to - from), 24) : Math.min(2 * (to - from), 8);
  shared.value = shared.coarse.value = Number.NaN;
  return shared;
}

const isDigit = (code: number) => code >= 48 && code <= 57;
/** Letters, digits, the underscore and all that is not ASCII, of which only letters and digits are left. */
const isWord = (code: number) =>
  (code >= 97 && code <= 122) || isDigit(code) || code >= 128 || code === 95 || (code >= 65 && code <= 90);
const dot = 46;

/** Where the digits from a place on end. */
function pastDigits(text: string, from: number): number {
  let at = from;
  while (isDigit(text.charCodeAt(at))) at += 1;
  return at;
}

/** Where a number that begins here ends; -1 where there is none, as where a letter follows it. */
function pastNumber(text: string, from: number): number {
  const whole = pastDigits(text, from);
  let at = text.charCodeAt(whole) === dot ? pastDigits(text, whole + 1) : whole;
  if (whole === from && at <= from + 1) return -1;
  if (text.charCodeAt(at) === 101) {
    const sign = text.charCodeAt(at + 1);
    const digits = at + (sign === 43 || sign === 45 ? 2 : 1);
    const end = pastDigits(text, digits);
    if (end > digits) at = end;
  }
  return isWord(text.charCodeAt(at)) ? -1 : at;
}

/**
 * Reads text as a sequence of canonical values, whatever holds them together: CSV, JSON, quotes, spaces. Case and white space
 * carry nothing. By hand, since a regular expression took four times as long.
 *
 * @param onSeparator told of what ends a line or a field: line feed, comma, semicolon, tab, bar
 */
export function lex(
  text: string,
  onToken: (token: Token) => void,
  onSeparator?: (code: number) => void,
): void {
  const folded = fold(text);
  for (let at = 0; at < folded.length;) {
    const code = folded.charCodeAt(at);
    const end = isDigit(code) || code === dot ? pastNumber(folded, at) : -1;
    if (end > 0) {
      const number = numberToken(Number(folded.slice(at, end)));
      onToken(number ?? wordToken(folded, at, end));
      at = end;
    } else if (isWord(code)) {
      const start = at;
      while (isWord(folded.charCodeAt(at))) at += 1;
      onToken(wordToken(folded, start, at));
    } else {
      if (code === 10 || code === 44 || code === 59 || code === 9 || code === 124) onSeparator?.(code);
      at += 1;
    }
  }
}

/** A single value of JSON, as {@link lex} would read its text. */
export function readScalar(value: unknown, onToken: (token: Token) => void): void {
  const number = typeof value === 'number' ? numberToken(value) : undefined;
  if (number === undefined) lex(String(value), onToken);
  else onToken(number);
}

const ascii = /^[\x00-\x7f]*$/;

/**
 * What a reader does not see, and more marks over one letter than any writing has: to put those of a run in order takes the square of their
 * number.
 */
const unread = /\p{Cf}|(?<=\p{M}{30})\p{M}/gu;
/** Of what is not ASCII, what no word has: dashes, dots, quotes, commas, pictures. */
const apart = /[^\x00-\x7f\p{L}\p{M}\p{N}]/gu;

function fold(text: string): string {
  const blank = blankEscapes(text);
  if (ascii.test(blank)) return blank.toLowerCase();
  return blank.replaceAll(unread, '').normalize('NFKC').replaceAll(apart, ' ').toLowerCase();
}

/** From the first backslash of a run on: to begin at each of them would take the square of their number. */
const escapes = /(?<!\\)\\+(?:[nrtbf]|u00[01][0-9a-f])/g;

/** Line ends, tabs and other controls that JSON spells, however often it was nested, as blanks: else their letter would begin the next value. */
export function blankEscapes(text: string): string {
  return text.includes('\\') ? text.replaceAll(escapes, (found) => ' '.repeat(found.length)) : text;
}

/** The finaliser of MurmurHash3 over both halves. */
function scramble(high: number, low: number): number {
  let hash = Math.imul(high, 0xcc9e2d51) ^ low;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
