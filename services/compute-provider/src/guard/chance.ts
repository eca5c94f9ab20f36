/** How seldom a clean output may be held by chance. */
const alarmRate = 1e-6;

/**
 * Matches that may be chance: the largest number that as many look-ups of foreign values reach or exceed with a probability of at most one in
 * a million (Poisson with mean queries × rate), less one. 0 for all but the largest outputs: then any match is a copy.
 *
 * @param queries look-ups
 * @param rate probability that one of a foreign value matches
 */
export function chanceMatches(queries: number, rate: number): number {
  const mean = queries * rate;
  let term = Math.exp(-mean);
  let reached = 1;
  for (let count = 0; ; count++) {
    reached -= term;
    // What the subtraction leaves below 1e-15 is rounding.
    if (reached <= alarmRate) return count;
    term *= mean / (count + 1);
  }
}
