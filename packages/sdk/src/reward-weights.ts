import { type Address } from '@atoll/schemas/ids';

/** What an account was paid by a buyer in a settled job, in the token's smallest unit: read from the payments of its end. */
export interface SettledValue {
  readonly account: Address;
  readonly buyer: Address;
  readonly amount: bigint;
}

/**
 * How much each account contributed: what buyers paid it, of each buyer at most `capPerCounterparty`, so that trading with oneself
 * through one account is worth little. What an account paid itself counts for nothing. Anyone with the events recomputes it.
 *
 * @returns weights of the accounts that have one, in the order of their addresses
 * @example rewardWeights(settled, { capPerCounterparty: 1_000_000_000n }) // Map { '0x…' => 42_000_000n }
 */
export function rewardWeights(
  settlements: readonly SettledValue[],
  { capPerCounterparty }: { capPerCounterparty: bigint },
): ReadonlyMap<Address, bigint> {
  const pairs = new Map<string, SettledValue>();
  for (const settled of settlements) {
    if (settled.account === settled.buyer) continue;
    const key = `${settled.account} ${settled.buyer}`;
    const before = pairs.get(key)?.amount ?? 0n;
    pairs.set(key, { ...settled, amount: before + settled.amount });
  }
  const weights = new Map<Address, bigint>();
  for (const { account, amount } of pairs.values()) {
    const counted = amount < capPerCounterparty ? amount : capPerCounterparty;
    if (counted > 0n) weights.set(account, (weights.get(account) ?? 0n) + counted);
  }
  return new Map([...weights].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Divides a total by weights, rounded down; what rounding leaves is not paid. */
export function rewardShares(
  weights: ReadonlyMap<Address, bigint>,
  total: bigint,
): ReadonlyMap<Address, bigint> {
  const sum = [...weights.values()].reduce((all, weight) => all + weight, 0n);
  if (sum === 0n) return new Map();
  const shares = [...weights].map(([account, weight]) => [account, (total * weight) / sum] as const);
  return new Map(shares.filter(([, amount]) => amount > 0n));
}
