import type { Address } from 'viem';

/** A job that was released in the epoch, as its events told it; amounts in the token's smallest unit. */
export interface RewardedJob {
  readonly buyer: Address;
  /** What the job paid to the treasury. */
  readonly fee: bigint;
  /** What it paid for compute: it bore its part of the fee and earns no reward. */
  readonly compute: bigint;
  /** Its payments for data and algorithm, and the royalties of derived assets. */
  readonly contributions: readonly { readonly account: Address; readonly amount: bigint }[];
  /** Whether a dispute was opened on it; final when its window has closed. */
  readonly disputed: boolean;
}

export interface RewardTerms {
  /** What the epoch may pay at most. */
  readonly fund: bigint;
  /** Share of the fees that is given back to who contributed, in basis points; at most 5,000. */
  readonly rate?: bigint;
  /** Share of all counted fees that one buyer can count for one account, in basis points. */
  readonly cap?: bigint;
}

export interface Reward {
  readonly account: Address;
  readonly amount: bigint;
}

const unit = 10_000n;
/** Highest share of the fees that rewards give back: a sale to oneself costs the fee, so farming never pays. */
export const maximumRewardRate = 5_000n;
export const defaultCounterpartyCap = 1_000n;

/**
 * What each account's contribution to an epoch earns in one token. A contribution is the part of a job's fee that the payment to the
 * account bore, at most `cap` of all from one buyer; what the cap cuts is paid to nobody. So each account receives less than the fees
 * that its own sales paid, however sales are split over accounts, and the total is at most `rate` of the fees.
 *
 * Anyone can recompute it from `JobSettled` and `RoyaltyPaid`: integers only, sorted by account.
 *
 * @throws RangeError where the rate is above 5,000 or the cap above 10,000.
 * @example
 * rewardWeights([{ buyer, fee: 500n, compute: 4_000n, disputed: false, contributions: [{ account: owner, amount: 16_000n }] }], {
 *   fund: 1_000_000n, cap: 10_000n,
 * }); // [{ account: owner, amount: 200n }]
 */
export function rewardWeights(
  jobs: readonly RewardedJob[],
  { fund, rate = maximumRewardRate, cap = defaultCounterpartyCap }: RewardTerms,
): Reward[] {
  if (rate < 0n || rate > maximumRewardRate)
    throw new RangeError(`a reward rate of ${rate} is not within 0 and 5,000`);
  if (cap < 0n || cap > unit) throw new RangeError(`a cap of ${cap} is not within 0 and 10,000`);
  const contributed = contributions(jobs);
  const limit = (sum([...contributed.values()].flatMap((buyers) => [...buyers.values()])) * cap) / unit;
  const rewards = [...contributed]
    .map(([account, buyers]) => ({ account, amount: (cappedSum(buyers, limit) * rate) / unit }))
    .sort((left, right) => (left.account < right.account ? -1 : 1));
  return withinFund(rewards, fund).filter(({ amount }) => amount > 0n);
}

/** Fees that the payments to each account bore, by buyer. */
function contributions(jobs: readonly RewardedJob[]): Map<Address, Map<Address, bigint>> {
  const accounts = new Map<Address, Map<Address, bigint>>();
  for (const { buyer, fee, compute, contributions: paid, disputed } of jobs) {
    const net = compute + sum(paid.map(({ amount }) => amount));
    if (disputed || net === 0n) continue;
    for (const { account, amount } of paid) {
      if (lower(account) === lower(buyer)) continue;
      const buyers = accounts.get(lower(account)) ?? new Map<Address, bigint>();
      buyers.set(lower(buyer), (buyers.get(lower(buyer)) ?? 0n) + (fee * amount) / net);
      accounts.set(lower(account), buyers);
    }
  }
  return accounts;
}

function cappedSum(buyers: ReadonlyMap<Address, bigint>, limit: bigint): bigint {
  return sum([...buyers.values()].map((amount) => (amount < limit ? amount : limit)));
}

function withinFund(rewards: readonly Reward[], fund: bigint): Reward[] {
  const wanted = sum(rewards.map(({ amount }) => amount));
  if (wanted <= fund) return [...rewards];
  return rewards.map(({ account, amount }) => ({ account, amount: (amount * fund) / wanted }));
}

function sum(amounts: readonly bigint[]): bigint {
  return amounts.reduce((total, amount) => total + amount, 0n);
}

/** One spelling of an address, so that the order does not depend on its checksum. */
function lower(address: Address): Address {
  return `0x${address.slice(2).toLowerCase()}`;
}
