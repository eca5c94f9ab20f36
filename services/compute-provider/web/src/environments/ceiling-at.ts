/** The governed curve: multiples of the base price in basis points, by utilisation in basis points. */
export interface Curve {
  readonly kink: number;
  readonly atZero: number;
  readonly atKink: number;
  readonly atFull: number;
}

const whole = 10_000;

/** Most that a quote may ask for a second at a utilisation (basis points), in the token's smallest unit; as `ComputePrice` of the contracts. */
export function ceilingAt(curve: Curve, pricePerSecond: bigint, utilisation: number): bigint {
  const { kink, atZero, atKink, atFull } = curve;
  const multiple =
    utilisation <= kink
      ? atZero + Math.floor(((atKink - atZero) * utilisation) / kink)
      : atKink + Math.floor(((atFull - atKink) * (utilisation - kink)) / (whole - kink));
  return (pricePerSecond * BigInt(multiple)) / BigInt(whole);
}
