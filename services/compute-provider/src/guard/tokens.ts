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

const scales = [1, 10, 100, 1e3, 1e4, 1e5, 1e6, 1e7];

/** Significant digits tell how likely a value is met by chance: 1 in 9 for one digit, 1 in 90 for two. A float32 holds seven. */
function numberBits(value: number): number {
  if (value === 0) return 1;
  for (const scale of scales) {
    let whole = Math.round(value * scale);
    if (whole > 1e7) break;
    if (whole === 0 || Math.fround(whole / scale) !== value) continue;
    while (whole % 10 === 0) whole /= 10;
    if (whole < 10) return 2;
    return 3.3 * (Math.floor(Math.log10(whole)) + 1);
  }
  return 23;
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

/** A number, a word, or what ends a line or a field. Each character can be matched in one way, so hostile text costs linear time. */
const lexemes =
  /([\n,;\t|])|((?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?)(?![\w\u0080-\uffff])|[\w\u0080-\uffff]+/g;

/** What separates, for those who want lines and fields. */
export type Separator = '\n' | ',' | ';' | '\t' | '|';

/**
 * Reads text as a sequence of canonical values, whatever holds them together: CSV, JSON, quotes, spaces. Case and white space
 * carry nothing.
 */
export function lex(
  text: string,
  onToken: (token: Token) => void,
  onSeparator?: (kind: string) => void,
): void {
  const folded = blankEscapes(text).normalize('NFKC').toLowerCase();
  lexemes.lastIndex = 0;
  for (let found = lexemes.exec(folded); found !== null; found = lexemes.exec(folded)) {
    if (found[1] !== undefined) {
      onSeparator?.(found[1]);
      continue;
    }
    const number = found[2] === undefined ? undefined : numberToken(Number(found[2]));
    onToken(number ?? wordToken(folded, found.index, found.index + found[0].length));
  }
}

/** Line ends and tabs that JSON spells, however often it was nested, as blanks: else their letter would begin the next value. */
export function blankEscapes(text: string): string {
  return text.includes('\\') ? text.replaceAll(/\\+[nrt]/g, (found) => ' '.repeat(found.length)) : text;
}
