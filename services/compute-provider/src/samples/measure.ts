import { choose } from './choose.ts';
import { sharesOf } from './consistent.ts';
import { discreteLaplace, noisyCounts } from './discrete-laplace.ts';
import { epsilonOf, type Epsilon, share, toNumber } from './epsilon.ts';
import type { RandomSource } from './random.ts';

/** A table whose values were put into cells: for each column, the cell of every row. */
export interface BinnedTable {
  readonly rows: number;
  readonly columns: readonly { readonly cells: number; readonly values: Uint16Array }[];
}

/** Two columns whose joint counts were measured: cell (a, b) stands at `a * cells of b + b`. */
export interface MeasuredPair {
  readonly first: number;
  readonly second: number;
  readonly counts: readonly number[];
}

/**
 * A joint count says something where its cells hold this many times the noise on average; PrivBayes calls it θ-usefulness and takes 4.
 * A table that is too small for its number of columns gets fewer pairs for it, and columns that are drawn by themselves.
 */
const usefulness = 4;
/** Columns among which pairs are looked for: their number grows with its square. */
const maxPaired = 128;

/** The number of rows with noise. */
export function measureRows(rows: number, microEpsilon: number, random: RandomSource): number {
  return Math.max(0, rows + discreteLaplace(epsilonOf(microEpsilon), random));
}

/** Counts of each column's cells, with noise. One row is in one cell of each column, so they share the epsilon. */
export function measureColumns(table: BinnedTable, epsilon: Epsilon, random: RandomSource): number[][] {
  const each = share(epsilon, Math.max(1, table.columns.length));
  return table.columns.map(({ cells, values }) => {
    const counts = new Array<number>(cells).fill(0);
    for (const cell of values) counts[cell] = (counts[cell] ?? 0) + 1;
    return noisyCounts(counts, each, random);
  });
}

/** How many pairs are worth measuring: no more than a tree has, and no more than their noise lets say something. */
export function usefulPairs(input: { rows: number; cells: readonly number[]; pairs: Epsilon }): number {
  const paired = input.cells.slice(0, maxPaired);
  if (paired.length < 2) return 0;
  const mean = paired.reduce((sum, cells) => sum + cells, 0) / paired.length;
  const most = Math.floor((toNumber(input.pairs) * input.rows) / (usefulness * mean * mean));
  return Math.min(paired.length - 1, most);
}

/**
 * Finds the pairs of columns that depend on each other the most and measures them: a forest, so that rows can be drawn from it column by
 * column. Each step chooses, among pairs that would close no circle, by how far the joint counts are from those of independent columns
 * (the tree selection of McKenna, Miklau, Sheldon, "Winning the NIST contest", JPC 2021; PrivBayes of degree 1 has the same shape: Zhang et al., "PrivBayes: Private Data
 * Release via Bayesian Networks", TODS 2017). That distance is a sum over cells, so one row changes it by at most one.
 */
export function measurePairs(
  table: BinnedTable,
  input: {
    rows: number;
    columns: readonly (readonly number[])[];
    count: number;
    structure: Epsilon;
    pairs: Epsilon;
  },
  random: RandomSource,
): MeasuredPair[] {
  if (input.count === 0) return [];
  const each = share(input.pairs, input.count);
  const candidates = scorePairs(table, input, 1 / toNumber(each));
  const component = table.columns.map((_, index) => index);
  const chosen: Candidate[] = [];
  const step = share(input.structure, input.count);
  while (chosen.length < input.count) {
    const open = candidates.filter(({ first, second }) => component[first] !== component[second]);
    if (open.length === 0) break;
    const candidate =
      open[
        choose(
          open.map(({ score }) => score),
          step,
          random,
        )
      ];
    if (candidate === undefined) break;
    chosen.push(candidate);
    const [kept, merged] = [component[candidate.first], component[candidate.second]];
    for (const [index, of] of component.entries()) if (of === merged) component[index] = kept ?? of;
  }
  return chosen.map(({ first, second }) => ({
    first,
    second,
    counts: noisyCounts(jointCounts(table, first, second), each, random),
  }));
}

interface Candidate {
  readonly first: number;
  readonly second: number;
  readonly score: number;
}

function scorePairs(
  table: BinnedTable,
  input: { rows: number; columns: readonly (readonly number[])[] },
  noise: number,
): Candidate[] {
  const shares = input.columns.map((counts) => sharesOf(counts, input.rows));
  const candidates: Candidate[] = [];
  const paired = Math.min(table.columns.length, maxPaired);
  for (let first = 0; first < paired; first++)
    for (let second = first + 1; second < paired; second++) {
      const [left, right] = [shares[first] ?? [], shares[second] ?? []];
      const joint = jointCounts(table, first, second);
      let distance = 0;
      for (const [a, shareOfA] of left.entries())
        for (const [b, shareOfB] of right.entries()) {
          // Rounded, so that the score is a whole number; what it is compared with is noisy already and no secret.
          const expected = Math.round(shareOfA * shareOfB * input.rows);
          distance += Math.abs((joint[a * right.length + b] ?? 0) - expected);
        }
      // A pair of many cells is measured with more noise: that is its price.
      candidates.push({ first, second, score: distance - Math.round(noise * left.length * right.length) });
    }
  return candidates;
}

function jointCounts(table: BinnedTable, first: number, second: number): Uint32Array {
  const [left, right] = [table.columns[first], table.columns[second]];
  if (left === undefined || right === undefined) throw new RangeError('no such column');
  const counts = new Uint32Array(left.cells * right.cells);
  for (let row = 0; row < table.rows; row++) {
    const cell = (left.values[row] ?? 0) * right.cells + (right.values[row] ?? 0);
    counts[cell] = (counts[cell] ?? 0) + 1;
  }
  return counts;
}
