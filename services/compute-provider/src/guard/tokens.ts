/** Where the values of a table, a text or a tensor go, one after the other. */
export interface TokenSink {
  push(token: Token): void;
}

/** A value in canonical form; the lexer reuses one object, so a sink copies what it keeps. */
export interface Token {
  /** Tells numbers (1) from words (anything else), and is half of a word's hash. */
  high: number;
  low: number;
  /** About how many bits of surprise the value carries. */
  bits: number;
  /** The number, or NaN for a word. */
  value: number;
}

const single = new Float32Array(1);
const singleBits = new Uint32Array(single.buffer);
const shared: Token = { high: 0, low: 0, bits: 0, value: 0 };

/**
 * A number as every copy of it has it: 1.50 and 1.5, float64 and float32, and with either sign, since a separator may look like one.
 * @returns undefined for what no float32 holds
 */
export function numberToken(number: number): Token | undefined {
  single[0] = Math.abs(number);
  const value = single[0] ?? 0;
  if (!Number.isFinite(value)) return undefined;
  shared.high = 1;
  shared.low = singleBits[0] ?? 0;
  shared.bits = numberBits(value);
  shared.value = value;
  return shared;
}

/** Significant digits tell how likely a value is met by chance: 1 in 9 for one digit, 1 in 90 for two. A float32 holds seven. */
function numberBits(value: number): number {
  if (value === 0) return 1;
  if (value >= 1e7) return 23;
  const scale = value < 1 ? 1e7 : 10 ** (6 - Math.floor(Math.log10(value)));
  let whole = Math.round(value * scale);
  if (whole === 0 || Math.fround(whole / scale) !== value) return 23;
  while (whole % 10 === 0) whole /= 10;
  let digits = 0;
  for (let rest = whole; rest >= 1; rest /= 10) digits += 1;
  return digits === 1 ? 2 : 3.3 * digits;
}

/** A word: two independent 32-bit FNV-1a hashes of it. It is never stored, so it needs no key. */
function wordToken(text: string, from: number, to: number): Token {
  let high = 0x811c9dc5;
  let low = 0x9747b28c;
  let digits = false;
  for (let at = from; at < to; at++) {
    const code = text.charCodeAt(at);
    if (code >= 48 && code <= 57) digits = true;
    high = Math.imul(high ^ code, 0x01000193);
    low = Math.imul(low ^ code, 0x5bd1e995);
    low ^= low >>> 15;
  }
  shared.high = (high | 2) >>> 0;
  shared.low = low >>> 0;
  // Prose is predictable: six words of it weigh as much as one record. What mixes digits in is an identifier.
  shared.bits = digits ? Math.min(3 * (to - from), 24) : Math.min(2 * (to - from), 8);
  shared.value = Number.NaN;
  return shared;
}

const isDigit = (code: number) => code >= 48 && code <= 57;
/** Letters, digits, the underscore and all that is not ASCII. */
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

function fold(text: string): string {
  const blank = blankEscapes(text);
  return (ascii.test(blank) ? blank : blank.normalize('NFKC')).toLowerCase();
}

/** Line ends and tabs that JSON spells, however often it was nested, as blanks: else their letter would begin the next value. */
export function blankEscapes(text: string): string {
  return text.includes('\\') ? text.replaceAll(/\\+[nrt]/g, (found) => ' '.repeat(found.length)) : text;
}
