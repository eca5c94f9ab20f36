import { quantisedSeconds, quantisedSecondsBelow } from './quantise.ts';

/**
 * Seconds that a run is charged: its monotonic wall time as the next step of the grid, at least one, never more than was ordered. Where
 * the block times do not allow the step yet, since the contract refuses a longer claim, the last step that they allow: waiting for the
 * difference would keep the buyer waiting, and a charge off the grid would tell the exact time.
 *
 * @param input.wallMilliseconds of the container alone; preparing, checking and delivering are not charged
 * @param input.orderedAt block time of the order
 * @param input.now time of the newest block
 */
export function meteredSeconds(input: {
  wallMilliseconds: number;
  maxSeconds: number;
  orderedAt: number;
  now: number;
}): number {
  const step = Math.max(1, quantisedSeconds(input.wallMilliseconds / 1000));
  const charged = Math.min(step, input.maxSeconds);
  const passed = Math.max(1, input.now - input.orderedAt);
  return charged <= passed ? charged : quantisedSecondsBelow(passed);
}
