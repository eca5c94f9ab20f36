import type { Random } from '@atoll/indexer/testing/seeded';
import type { Market } from '@atoll/indexer/testing/market';
import type { Address } from '@atoll/schemas/ids';
import type { Leg, Order } from '@atoll/schemas/order';

/** A dataset and an algorithm that may run on it, as an order names them. */
export interface Pair {
  readonly dataset: Omit<Leg, 'series'> & { readonly series?: number };
  readonly algorithm: Omit<Leg, 'series'>;
}

/** Who and what a story is about. */
export interface Cast {
  readonly market: Market;
  readonly pair: Pair;
  /** The second token that is paid in. */
  readonly otherToken: Address;
  readonly random: Random;
}

/**
 * Deeds of which each builds on the one before: those up to a `yield` are done at once, and anything may come between one such step and the
 * next, a reorg that takes the last one back among it. So a step may find nothing to build on and be refused.
 */
export type Story = (cast: Cast) => AsyncGenerator<undefined, void, undefined>;

export const hour = 3_600;
export const day = 24 * hour;

export const pass = ({ market }: Cast, seconds: number) =>
  market.anvil.rpc('evm_increaseTime', [Math.max(0, seconds)]);

/** Orders a run of a pair that its dataset's owner approved. */
export async function orderRun({ market }: Cast, { dataset, algorithm }: Pair): Promise<Order> {
  const order = await market.draft(dataset, algorithm);
  await market.order(order);
  return order;
}
