import type { Epsilon } from './epsilon.ts';
import type { RandomSource } from './random.ts';

/*
 * Noise in whole numbers, drawn exactly with whole numbers: no floating-point number is rounded anywhere, so the low bits of a result
 * tell nothing (Mironov, "On significance of the least significant bits for differential privacy", CCS 2012). The mechanism is the two-sided geometric one of
 * Ghosh, Roughgarden, Sundararajan, "Universally utility-maximizing privacy mechanisms", STOC 2009; the way to draw it is Algorithms 1 and 2 of Canonne, Kamath,
 * Steinke, "The discrete Gaussian for differential privacy", NeurIPS 2020.
 */

/** True with probability `numerator / denominator`, at most 1. */
function bernoulli(numerator: bigint, denominator: bigint, random: RandomSource): boolean {
  return random.below(denominator) < numerator;
}

/** True with probability exp(−numerator / denominator), exactly. */
export function bernoulliExp(numerator: bigint, denominator: bigint, random: RandomSource): boolean {
  let left = numerator;
  for (; left > denominator; left -= denominator)
    if (!bernoulliExpSmall(denominator, denominator, random)) return false;
  return bernoulliExpSmall(left, denominator, random);
}

/** The same for an exponent from 0 to 1: the parity of how long a falling chain of coins keeps coming up. */
function bernoulliExpSmall(numerator: bigint, denominator: bigint, random: RandomSource): boolean {
  let tosses = 1n;
  while (bernoulli(numerator, denominator * tosses, random)) tosses += 1n;
  return tosses % 2n === 1n;
}

/**
 * A whole number y with probability proportional to exp(−epsilon · |y|): added to a count that one row changes by at most one, it makes
 * the count epsilon-differentially private.
 */
export function discreteLaplace(epsilon: Epsilon, random: RandomSource): number {
  const { numerator, denominator } = epsilon;
  for (;;) {
    const offset = random.below(denominator);
    if (!bernoulliExp(offset, denominator, random)) continue;
    let whole = 0n;
    while (bernoulliExpSmall(1n, 1n, random)) whole += 1n;
    const magnitude = (offset + denominator * whole) / numerator;
    const negative = bernoulli(1n, 2n, random);
    if (negative && magnitude === 0n) continue;
    return Number(negative ? -magnitude : magnitude);
  }
}

/** Counts with noise, each cell its own; what one row changes is one cell by one. */
export function noisyCounts(counts: Iterable<number>, epsilon: Epsilon, random: RandomSource): number[] {
  return Array.from(counts, (count) => count + discreteLaplace(epsilon, random));
}
