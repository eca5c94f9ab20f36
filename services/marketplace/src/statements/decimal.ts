/** An exact decimal: `units / 10^scale`, never negative here. */
export interface Decimal {
  readonly units: bigint;
  readonly scale: number;
}

export const zero: Decimal = { units: 0n, scale: 0 };

/** Digits that a number of a stranger may have on either side of the point. */
const most = 40;
const plain = new RegExp(`^(\\d{1,${most}})(?:\\.(\\d{1,${most}}))?(?:[eE]([+-]?\\d{1,2}))?$`);

/**
 * Reads a decimal, with an exponent where a serializer wrote one.
 * @returns undefined for anything else: a sign, a thousands separator, a decimal comma, an overlong number
 * @example parseDecimal('1.25') // { units: 125n, scale: 2 }
 */
export function parseDecimal(text: string): Decimal | undefined {
  const match = plain.exec(text);
  if (match === null) return undefined;
  const [, whole = '', fraction = '', exponent = '0'] = match;
  const units = BigInt(whole + fraction);
  const scale = fraction.length - Number(exponent);
  if (Math.abs(scale) > most) return undefined;
  return scale < 0 ? { units: units * 10n ** BigInt(-scale), scale: 0 } : { units, scale };
}

/** Exact, without an exponent and without zeros that say nothing. */
export function formatDecimal({ units, scale }: Decimal): string {
  const digits = units.toString().padStart(scale + 1, '0');
  const whole = digits.slice(0, digits.length - scale);
  const fraction = digits.slice(digits.length - scale).replace(/0+$/, '');
  return fraction === '' ? whole : `${whole}.${fraction}`;
}

export function times(a: Decimal, b: Decimal): Decimal {
  return { units: a.units * b.units, scale: a.scale + b.scale };
}

export function plus(a: Decimal, b: Decimal): Decimal {
  const scale = Math.max(a.scale, b.scale);
  const at = ({ units, scale: own }: Decimal): bigint => units * 10n ** BigInt(scale - own);
  return { units: at(a) + at(b), scale };
}

/** For display alone: half up to `digits` behind the point, which are always written. */
export function roundedTo({ units, scale }: Decimal, digits: number): string {
  let rounded: bigint;
  if (scale <= digits) rounded = units * 10n ** BigInt(digits - scale);
  else {
    const step = 10n ** BigInt(scale - digits);
    rounded = (units + step / 2n) / step;
  }
  const text = rounded.toString().padStart(digits + 1, '0');
  return digits === 0 ? text : `${text.slice(0, -digits)}.${text.slice(-digits)}`;
}
