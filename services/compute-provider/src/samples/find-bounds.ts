import { noisyCounts } from './discrete-laplace.ts';
import { type Epsilon, toNumber } from './epsilon.ts';
import type { RandomSource } from './random.ts';

/** Powers of two among which bounds are looked for. */
const smallest = -20;
const largest = 60;
const perSign = largest - smallest + 1;
/** Negative ones, the largest magnitude first; zero; positive ones. */
export const magnitudeCells = 2 * perSign + 1;

/** Probability that noise alone makes any cell look as if it held values. */
const falseAlarm = 0.01;

/** Where a number counts among the magnitudes: by its sign and the power of two below it. */
export function magnitudeOf(value: number): number {
  const size = Math.abs(value);
  if (size < 2 ** smallest) return perSign;
  const power = Math.min(largest, Math.floor(Math.log2(size))) - smallest;
  return value > 0 ? perSign + 1 + power : perSign - 1 - power;
}

/**
 * Bounds of a column's numbers, to the next power of two, from noisy counts of magnitudes: the outermost ones that stand out of the noise
 * (as in Wilson et al., "Differentially private SQL with bounded user contribution", PoPETs 2020). Values beyond count in the last interval.
 *
 * @param counts how many values are of each magnitude; one row changes one of them by one
 * @returns undefined where nothing stands out
 */
export function findBounds(
  counts: readonly number[],
  epsilon: Epsilon,
  random: RandomSource,
): { min: number; max: number } | undefined {
  // P(noise ≥ t) ≤ exp(−epsilon·t): for all cells together at most falseAlarm.
  const threshold = Math.log(magnitudeCells / falseAlarm) / toNumber(epsilon);
  const noisy = noisyCounts(counts, epsilon, random);
  const first = noisy.findIndex((count) => count > threshold);
  if (first < 0) return undefined;
  const last = noisy.findLastIndex((count) => count > threshold);
  return { min: lowerBound(first), max: upperBound(last) };
}

function lowerBound(cell: number): number {
  if (cell === perSign) return 0;
  return cell > perSign ? 2 ** (cell - perSign - 1 + smallest) : -(2 ** (perSign - 1 - cell + smallest + 1));
}

function upperBound(cell: number): number {
  if (cell === perSign) return 2 ** smallest;
  return cell > perSign ? 2 ** (cell - perSign - 1 + smallest + 1) : -(2 ** (perSign - 1 - cell + smallest));
}
