import { expect, test } from 'vitest';
import { type Split, splitEpsilon, epsilonOf } from './epsilon.ts';
import { type BinnedTable, measureColumns, measurePairs, measureRows } from './measure.ts';
import { type RandomSource, seededRandom } from './random.ts';

/*
 * An audit: the most telling question is asked of outputs over two tables that differ in one row, and the share of answers gives a lower
 * bound of the epsilon that was really spent (Jagielski, Ullman, Oprea, "Auditing differentially private machine learning", NeurIPS 2020).
 */

const runs = 3000;
const microEpsilon = 1_000_000;

/** Forty rows of three columns in which the last row, where it is there, stands alone in its cells. */
function tableOf(withOddOne: boolean): BinnedTable {
  const rows = withOddOne ? 41 : 40;
  const column = (odd: number) => ({
    cells: 3,
    values: Uint16Array.from({ length: rows }, (_, row) => (row === 40 ? odd : row % 2)),
  });
  return { rows, columns: [column(2), column(2), column(2)] };
}

/** What an attacker adds up: all that speaks for the odd row, in units in which each is as telling as another. */
function evidence(table: BinnedTable, split: Split, random: RandomSource): number {
  const rows = measureRows(table.rows, split.rows, random);
  const counts = measureColumns(table, epsilonOf(split.columns), random);
  const pairs = measurePairs(
    table,
    // What pairs are compared with is no secret: the same for both, so that only their own part is audited.
    {
      rows: 40,
      columns: [
        [20, 20, 0],
        [20, 20, 0],
        [20, 20, 0],
      ],
      count: 2,
      structure: epsilonOf(split.structure),
      pairs: epsilonOf(split.pairs),
    },
    random,
  );
  const part = (micro: number, parts: number, value: number, from: number) =>
    Math.max(-1, Math.min(1, 2 * (value - from) - 1)) * (micro / parts);
  return (
    part(split.rows, 1, rows, 40) +
    counts.reduce((sum, column) => sum + part(split.columns, 3, column[2] ?? 0, 0), 0) +
    pairs.reduce((sum, { counts: joint }) => sum + part(split.pairs, 2, joint[8] ?? 0, 0), 0)
  );
}

/** A lower bound of epsilon that holds with probability 0.999, over thresholds of the evidence. */
function auditedEpsilon(mechanism: (table: BinnedTable, random: RandomSource) => number): number {
  const random = seededRandom('audit');
  const [without, withOne] = [false, true].map((odd) =>
    Array.from({ length: runs }, () => mechanism(tableOf(odd), random)),
  );
  const thresholds = [...new Set(withOne)].toSorted((a, b) => a - b);
  const shareAbove = (values: readonly number[] | undefined, threshold: number) =>
    (values ?? []).filter((value) => value >= threshold).length / runs;
  // Hoeffding, over all thresholds at once (Dvoretzky, Kiefer, Wolfowitz; Massart 1990).
  const slack = Math.sqrt(Math.log(2 / 0.0005) / (2 * runs));
  return Math.max(
    ...thresholds
      .filter((_, index) => index % Math.ceil(thresholds.length / 200) === 0)
      .map((threshold) => {
        const [p, q] = [shareAbove(withOne, threshold) - slack, shareAbove(without, threshold) + slack];
        return p > 0 && q < 1 ? Math.log(p / q) : 0;
      }),
  );
}

const whole = epsilonOf(microEpsilon);
const parts: Readonly<Record<string, (table: BinnedTable, random: RandomSource) => number>> = {
  'number of rows': (table, random) => measureRows(table.rows, microEpsilon, random),
  'counts of a column': (table, random) =>
    measureColumns({ ...table, columns: table.columns.slice(0, 1) }, whole, random)[0]?.[2] ?? 0,
  'counts of a pair': (table, random) => {
    const two = { ...table, columns: table.columns.slice(0, 2) };
    const known = {
      rows: 40,
      columns: [
        [20, 20, 0],
        [20, 20, 0],
      ],
      count: 1,
      structure: whole,
      pairs: whole,
    };
    return measurePairs(two, known, random)[0]?.counts[8] ?? 0;
  },
};

test.each(Object.entries(parts))('the %s spends what it states, and no more', (name, mechanism) => {
  const found = auditedEpsilon(mechanism);
  console.info(`audit of the ${name}: at least epsilon ${found.toFixed(3)} of the stated 1`);
  expect(found).toBeLessThanOrEqual(1);
  // An audit that sees next to nothing shows nothing.
  expect(found).toBeGreaterThan(0.6);
});

test('with all parts together, two tables that differ in a row cannot be told apart better than stated', () => {
  const split = splitEpsilon(microEpsilon, { bounds: false, pairs: true });
  const found = auditedEpsilon((table, random) => evidence(table, split, random));
  console.info(`audit of all parts: at least epsilon ${found.toFixed(3)} of the stated 1`);
  expect(found).toBeLessThanOrEqual(1);
  expect(found).toBeGreaterThan(0.15);
});

test('the same audit finds out a count whose noise is half of what its epsilon asks for', () => {
  const found = auditedEpsilon((table, random) => measureRows(table.rows, 2 * microEpsilon, random));
  expect(found).toBeGreaterThan(1);
});

test('the parts of an epsilon never add up to more than the whole', () => {
  for (const whole of [1, 999, 1_000_000, 333_333, 20_000_000])
    for (const bounds of [true, false])
      for (const pairs of [true, false]) {
        const parts = Object.values(splitEpsilon(whole, { bounds, pairs }));
        expect(parts.reduce((sum, part) => sum + part, 0)).toBeLessThanOrEqual(whole);
      }
});
