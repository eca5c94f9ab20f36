/** Significant decimal digits that say everything a double holds. */
export const fullPrecision = 17;
/** Significant decimal digits of an output whose manifest declares none. */
export const commonPrecision = 6;
/** Digits of an integer that leaves as it is: an identifier or a count, which the scan compares in full. */
const exactDigits = 15;
const exactIntegers = 10 ** exactDigits;

const tens = Float64Array.from({ length: 23 }, (_, exponent) => 10 ** exponent);

/**
 * The closest number with so many significant decimal digits, so that the rest of its bits carries nothing out. Integers of at most 15
 * digits stay as they are: they are identifiers and counts, which rounding would falsify and which the scan sees in full. Zero has no sign.
 *
 * @param precision 1 to 17
 * @example roundNumber(0.1234567, 6) // 0.123457
 */
export function roundNumber(number: number, precision: number): number {
  const size = Math.abs(number);
  if (size < exactIntegers && Number.isInteger(number)) return number === 0 ? 0 : number;
  if (precision >= fullPrecision || isShort(size, precision)) return number;
  return Number(number.toPrecision(precision));
}

/** Whether a number has no more digits anyhow: the quick way out for data that was written in few digits. */
function isShort(size: number, precision: number): boolean {
  if (size < 1e-5 || size >= 1e15 || precision > 15) return false;
  const scale = tens[precision - 1 - Math.floor(Math.log10(size))];
  // One division by an exact power of ten gives the double that is closest to the decimal, as reading the decimal does.
  return scale !== undefined && Math.round(size * scale) / scale === size;
}

/** A number as programs write it. Without a point an exponent needs its sign, which every program writes: 12e45 is a name in hex. */
const decimal = /^[+-]?(?:\d+(?:[eE][+-]\d+)?|(?:\d+\.\d*|\.\d+)(?:[eE][+-]?\d+)?)$/;
const integer = /^[+-]?\d+$/;
const notANumber = /^[+-]?(?:nan|inf|infinity)$/i;

/** What a piece of text is as a number; `refused` where it is none that a double could hold. */
export type WrittenNumber = 'text' | 'refused' | { readonly number: number; readonly digits: number };

/**
 * Reads text as a number. What begins with a zero and has neither point nor exponent is text (`007` is a name), and so is what has more
 * around its digits than a sign.
 */
export function readNumber(text: string): WrittenNumber {
  const trimmed = text.trim();
  if (notANumber.test(trimmed)) return 'refused';
  if (!decimal.test(trimmed)) return 'text';
  if (integer.test(trimmed) && /^[+-]?0\d/.test(trimmed) && trimmed.length <= exactDigits) return 'text';
  const number = Number(trimmed);
  if (!Number.isFinite(number)) return 'refused';
  const digits = trimmed
    .replace(/[eE].*$/, '')
    .replaceAll(/\D/g, '')
    .replace(/^0+/, '').length;
  return { number, digits };
}
