import { decay } from '@atoll/sdk/decay';

/** Kinked curve of the ceiling, all in basis points; 10,000 is the base price, or full utilisation. */
export interface Curve {
  readonly kink: bigint;
  readonly atZero: bigint;
  readonly atKink: bigint;
  readonly atFull: bigint;
}

const unit = 10_000n;
/** Seconds in which an environment's load halves. */
export const loadHalfLife = 3_600n;
/** Load of one slot that never idles, in 1/1024 of a slot-second: half-life / ln 2. */
export const fullLoad = 5_318_351n;

/** Most that a quote may ask per second: `ComputePrice.ceiling` of the contracts. */
export function ceilingOf(base: bigint, utilisation: bigint, curve: Curve): bigint {
  const busy = utilisation > unit ? unit : utilisation;
  const multiple =
    busy <= curve.kink
      ? curve.atZero + ((curve.atKink - curve.atZero) * busy) / curve.kink
      : curve.atKink + ((curve.atFull - curve.atKink) * (busy - curve.kink)) / (unit - curve.kink);
  return (base * multiple) / unit;
}

/** An environment's load after one more run: `Offer.metered` of the contracts. */
export function meteredLoad(load: bigint, elapsed: bigint, computeSeconds: bigint, slots: bigint): bigint {
  const added = fullLoad - decay(fullLoad, computeSeconds, loadHalfLife);
  const sum = decay(load, elapsed, loadHalfLife) + added;
  const most = slots * fullLoad;
  return sum > most ? most : sum;
}

/** Basis points of the slots that were busy of late: `Load.utilisation` of the contracts. */
export function utilisationOf(load: bigint, slots: bigint): bigint {
  const full = slots * fullLoad;
  return load >= full ? unit : (load * unit) / full;
}
