import type { Order } from '@atoll/schemas/order';

/** What each part of an order can cost at most, in the token's smallest unit. */
export interface MaximumParts {
  readonly data: bigint;
  readonly algorithm: bigint;
  readonly compute: bigint;
  readonly fee: bigint;
  readonly relay: bigint;
}

/** The parts of {@link maximumOf}. The fee is `feeRate` basis points of data, algorithm and compute, on top, rounded down. */
export function maximumParts(order: Order): MaximumParts {
  const data = order.datasets.reduce((sum, leg) => sum + leg.price, 0n);
  const algorithm = order.algorithm.price;
  const compute = order.pricePerSecond * BigInt(order.maxSeconds);
  const fee = ((data + algorithm + compute) * BigInt(order.feeRate)) / 10_000n;
  return { data, algorithm, compute, fee, relay: order.relayFee };
}

/** What passes pay of an order in its buyer's place: the prices of the datasets that name a series. */
export function prepaidOf(order: Pick<Order, 'datasets'>): bigint {
  return order.datasets.reduce((sum, { series, price }) => (series === 0 ? sum : sum + price), 0n);
}

/**
 * What an order locks in escrow, as `Jobs.maximumOf` computes it.
 * @example maximumOf(order) // 12_500_000n, i.e. 12.5 of a token with 6 decimals
 */
export function maximumOf(order: Order): bigint {
  const { data, algorithm, compute, fee, relay } = maximumParts(order);
  return data + algorithm + compute + fee + relay;
}
