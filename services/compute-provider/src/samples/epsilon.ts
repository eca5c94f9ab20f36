/** A privacy parameter as an exact fraction: what is spent adds up to what is stated, to the last digit. */
export interface Epsilon {
  readonly numerator: bigint;
  readonly denominator: bigint;
}

const micro = 1_000_000n;

/** Epsilon as it is written, in millionths: further digits are dropped, so that no more is spent than was said. */
export function microOf(epsilon: number): number {
  return Math.floor(epsilon * 1e6 + 1e-6);
}

export function epsilonOf(microEpsilon: number): Epsilon {
  return { numerator: BigInt(microEpsilon), denominator: micro };
}

/** One of `parts` equal parts. */
export function share(epsilon: Epsilon, parts: number): Epsilon {
  return { numerator: epsilon.numerator, denominator: epsilon.denominator * BigInt(parts) };
}

export function toNumber(epsilon: Epsilon): number {
  return Number(epsilon.numerator) / Number(epsilon.denominator);
}

/** What one table's epsilon is spent on; all in millionths. */
export interface Split {
  readonly rows: number;
  readonly bounds: number;
  readonly columns: number;
  readonly structure: number;
  readonly pairs: number;
}

/**
 * Divides what may be spent on a table. Where no bounds have to be found, or there is nothing to pair, that share goes to what is left.
 * The counts of single columns get the most: they are what statistics and every drawn row rest on.
 */
export function splitEpsilon(microEpsilon: number, needs: { bounds: boolean; pairs: boolean }): Split {
  const weights = {
    rows: 3,
    bounds: needs.bounds ? 25 : 0,
    columns: 45,
    structure: needs.pairs ? 12 : 0,
    pairs: needs.pairs ? 40 : 0,
  };
  const sum = Object.values(weights).reduce((total, weight) => total + weight, 0);
  const part = (weight: number) => Math.floor((microEpsilon * weight) / sum);
  return {
    rows: part(weights.rows),
    bounds: part(weights.bounds),
    columns: part(weights.columns),
    structure: part(weights.structure),
    pairs: part(weights.pairs),
  };
}
