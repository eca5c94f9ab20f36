import type { Curve } from './rules/price.ts';
import type { OrderTerms } from './rules/split.ts';

/** What the attacks are played with: the defaults of a deployment, and a job of ordinary size. */
export interface Assumptions {
  readonly order: OrderTerms;
  /** Seconds that an ordinary run takes. */
  readonly computeSeconds: bigint;
  readonly slots: bigint;
  readonly curve: Curve;
  /** Of an expired order's maximum, in basis points. */
  readonly slashRate: bigint;
  readonly expiryBuyerShare: bigint;
  readonly callerShare: bigint;
  /** Of a disputed order's maximum, in basis points. */
  readonly bondRate: bigint;
  /** Of what a ruling slashes, in basis points. */
  readonly rulingBuyerShare: bigint;
  readonly rulingTermDays: number;
  readonly disputeWindowDays: number;
  readonly longestTermDays: number;
  /** Smallest units of one whole token. */
  readonly wholeToken: bigint;
  /** Gas of a run of a repeat buyer, of its settlement, and what a million gas costs, in whole tokens. */
  readonly runGas: number;
  readonly settleGas: number;
  readonly millionGas: number;
  /** What locked money would earn elsewhere in a year. */
  readonly interest: number;
}

export const defaults: Assumptions = {
  order: {
    dataPrices: [10_000_000n],
    algorithmPrice: 5_000_000n,
    pricePerSecond: 10_000n,
    maxSeconds: 3_600n,
    failureCap: 20_000_000n,
    feeRate: 250n,
  },
  computeSeconds: 600n,
  slots: 4n,
  curve: { kink: 8_000n, atZero: 10_000n, atKink: 15_000n, atFull: 40_000n },
  slashRate: 1_000n,
  expiryBuyerShare: 5_000n,
  callerShare: 500n,
  bondRate: 500n,
  rulingBuyerShare: 5_000n,
  rulingTermDays: 14,
  disputeWindowDays: 3,
  longestTermDays: 30,
  wholeToken: 1_000_000n,
  runGas: 247_000,
  settleGas: 98_000,
  millionGas: 0.15,
  interest: 0.05,
};

/** Whole tokens of an amount in smallest units, for showing. */
export function tokens(amount: bigint, { wholeToken }: Assumptions): number {
  return Number(amount) / Number(wholeToken);
}

/** What so many transactions of a run cost, in whole tokens. */
export function gasOf(gas: number, { millionGas }: Assumptions): number {
  return (gas / 1e6) * millionGas;
}

/** What locking an amount for some days costs its owner. */
export function interestOn(amount: number, days: number, { interest }: Assumptions): number {
  return (amount * interest * days) / 365;
}
