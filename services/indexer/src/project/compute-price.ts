import { decay } from '@atoll/sdk/decay';
import { z } from 'zod';
import type { StateRow } from './tables.ts';

/** What of an environment tells how busy it is. */
export type Rental = Pick<
  StateRow<'environments'>,
  'slots' | 'next_slots' | 'slots_from' | 'load' | 'load_at' | 'price_per_second'
>;

/** Ceiling of a quote as a multiple of the base price by utilisation (`Curve` of `types/Provider.sol`), all in basis points. */
export const Curve = z.object({ kink: z.int(), atZero: z.int(), atKink: z.int(), atFull: z.int() });
export type Curve = z.infer<typeof Curve>;

const halfLife = 3_600n;
/** Load of one slot that never idles, in 1/1024 of a slot-second: `Load.FULL`. */
export const fullLoad = 5_318_351n;
const unit = 10_000n;

/**
 * Slots of an environment that count at a block time.
 * @example slotsAt(environment, head.timestamp) // 4
 */
export const slotsAt = ({ slots, next_slots, slots_from }: Rental, time: number): number =>
  time < slots_from ? slots : next_slots;

/** Load of an environment at a block time that is not before its last run, in the unit of `Load.sol`. */
export const loadAt = ({ load, load_at }: Rental, time: number): bigint =>
  decay(load, BigInt(time - load_at), halfLife);

/** Load after one more run that ended at `time`: at most that of slots that were always busy (`Offer.metered`). */
export function loadAfterRun(rental: Rental, time: number, computeSeconds: number): bigint {
  const total = loadAt(rental, time) + fullLoad - decay(fullLoad, BigInt(computeSeconds), halfLife);
  const most = BigInt(slotsAt(rental, time)) * fullLoad;
  return total > most ? most : total;
}

/** Share of the slots that was busy of late, in basis points: what `ProviderRegistry.utilisationOf` answers at that block time. */
export function utilisationAt(rental: Rental, time: number): bigint {
  const full = BigInt(slotsAt(rental, time)) * fullLoad;
  const load = loadAt(rental, time);
  return load >= full ? unit : (load * unit) / full;
}

/**
 * Most that a quote may ask per second at a block time, in the token's smallest unit: what `ProviderRegistry.ceilingOf` answers then.
 * The formula stands in docs/economics.md, "Price and load".
 * @example ceilingAt(environment, { kink: 8000, atZero: 10000, atKink: 15000, atFull: 40000 }, head.timestamp) // 12n
 */
export function ceilingAt(rental: Rental, curve: Curve, time: number): bigint {
  const utilisation = utilisationAt(rental, time);
  const kink = BigInt(curve.kink);
  const atKink = BigInt(curve.atKink);
  const multiple =
    utilisation <= kink
      ? BigInt(curve.atZero) + ((atKink - BigInt(curve.atZero)) * utilisation) / kink
      : atKink + ((BigInt(curve.atFull) - atKink) * (utilisation - kink)) / (unit - kink);
  return (rental.price_per_second * multiple) / unit;
}
