/** The governed curve, in basis points: multiples of the base price by utilisation. */
export interface Curve {
  readonly kink: number;
  readonly atZero: number;
  readonly atKink: number;
  readonly atFull: number;
}

const unit = 10_000n;

/**
 * Most that a quote may ask for a second at a utilisation; the same arithmetic as `ComputePrice.sol`.
 *
 * @param base price of a second, in the token's smallest unit
 * @param utilisation in basis points
 */
export function ceilingAt(base: bigint, utilisation: number, curve: Curve): bigint {
  const [kink, zero, atKink, full] = [curve.kink, curve.atZero, curve.atKink, curve.atFull].map(BigInt);
  if (kink === undefined || zero === undefined || atKink === undefined || full === undefined) return base;
  const busy = BigInt(Math.min(utilisation, Number(unit)));
  const multiple =
    busy <= kink
      ? zero + ((atKink - zero) * busy) / kink
      : atKink + ((full - atKink) * (busy - kink)) / (unit - kink);
  return (base * multiple) / unit;
}
