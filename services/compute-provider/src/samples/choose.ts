import { bernoulliExp } from './discrete-laplace.ts';
import type { Epsilon } from './epsilon.ts';
import type { RandomSource } from './random.ts';

/**
 * Chooses one of several by a score that one row changes by at most one: the exponential mechanism in its permute-and-flip form, which is
 * epsilon-differentially private and never chooses worse (McKenna, Sheldon, "Permute-and-flip: a new mechanism for differentially private
 * selection", NeurIPS 2020). Scores are whole numbers, so its coins can be tossed exactly.
 *
 * @param scores at least one
 * @returns the place of the chosen one
 */
export function choose(scores: readonly number[], epsilon: Epsilon, random: RandomSource): number {
  const best = scores.reduce((most, score) => Math.max(most, score), -Infinity);
  const left = scores.map((_, index) => index);
  for (;;) {
    const place = Number(random.below(BigInt(left.length)));
    const [candidate] = left.splice(place, 1);
    const score = candidate === undefined ? undefined : scores[candidate];
    if (candidate === undefined || score === undefined)
      throw new RangeError('there is nothing to choose from');
    const behind = BigInt(best - score);
    if (bernoulliExp(epsilon.numerator * behind, epsilon.denominator * 2n, random)) return candidate;
  }
}
