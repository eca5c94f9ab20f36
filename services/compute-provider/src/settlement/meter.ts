/**
 * Seconds that a run is charged: its monotonic wall time rounded up, at least one, never more than was ordered and never
 * more than the block times allow, since the contract refuses a longer claim.
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
  const ran = Math.max(1, Math.ceil(input.wallMilliseconds / 1000));
  const passed = Math.max(1, input.now - input.orderedAt);
  return Math.min(ran, input.maxSeconds, passed);
}
