/** How a job ends, in the words of the contracts. */
export type Outcome = 'released' | 'withheld' | 'algorithmFailed' | 'refunded';

/** The money of an order, in the token's smallest unit; rates in basis points. */
export interface OrderTerms {
  readonly dataPrices: readonly bigint[];
  readonly algorithmPrice: bigint;
  readonly pricePerSecond: bigint;
  readonly maxSeconds: bigint;
  readonly failureCap: bigint;
  readonly feeRate: bigint;
}

export interface Payments {
  readonly data: bigint;
  readonly algorithm: bigint;
  readonly compute: bigint;
  readonly fee: bigint;
  readonly refund: bigint;
}

const unit = 10_000n;

/** What an order locks, a relay fee apart: `Split.maximum` of the contracts. */
export function maximumOf(terms: OrderTerms): bigint {
  const sum = total(terms.dataPrices) + terms.algorithmPrice + terms.pricePerSecond * terms.maxSeconds;
  return sum + (sum * terms.feeRate) / unit;
}

/** Who gets what when a job ends: `Split.payments` of the contracts, royalties apart. */
export function paymentsOf(terms: OrderTerms, outcome: Outcome, computeSeconds: bigint): Payments {
  const cap = (terms.failureCap * unit) / (unit + terms.feeRate);
  const full = terms.pricePerSecond * computeSeconds;
  const released = outcome === 'released';
  const compute = released ? full : outcome === 'refunded' ? 0n : smaller(full, cap);
  const algorithm = released
    ? terms.algorithmPrice
    : outcome === 'withheld'
      ? smaller(terms.algorithmPrice, cap - compute)
      : 0n;
  const data = released ? total(terms.dataPrices) : 0n;
  const paid = data + algorithm + compute;
  const fee = (paid * terms.feeRate) / unit;
  return { data, algorithm, compute, fee, refund: maximumOf(terms) - paid - fee };
}

/** What a slice of collateral becomes: `Split.slash` of the contracts. */
export function slashOf(taken: bigint, buyerShare: bigint, callerShare: bigint) {
  const buyer = (taken * buyerShare) / unit;
  const caller = (taken * callerShare) / unit;
  return { buyer, caller, treasury: taken - buyer - caller };
}

const smaller = (left: bigint, right: bigint): bigint => (left < right ? left : right);
const total = (amounts: readonly bigint[]): bigint => amounts.reduce((sum, amount) => sum + amount, 0n);
