/*
 * What makes noisy counts into probabilities: nothing here sees the data, so it costs no privacy.
 */

/**
 * The counts without negative ones and with this sum that are nearest to the given ones (Euclidean projection onto a simplex: Duchi et al.,
 * ICML 2008). Setting negative counts to zero alone would move weight to cells that hold nobody.
 *
 * @param total more than 0
 */
export function projectOntoTotal(counts: readonly number[], total: number): number[] {
  let sum = 0;
  let shift = 0;
  for (const [index, count] of counts.toSorted((a, b) => b - a).entries()) {
    sum += count;
    const candidate = (sum - total) / (index + 1);
    if (count > candidate) shift = candidate;
  }
  return counts.map((count) => Math.max(0, count - shift));
}

/** Shares of a table's rows, with sum 1, from noisy counts. */
export function sharesOf(counts: readonly number[], rows: number): number[] {
  const projected = projectOntoTotal(counts, Math.max(1, rows));
  const sum = projected.reduce((total, count) => total + count, 0);
  return projected.map((count) => count / sum);
}

/** Rounds of raking: the margins then agree to far less than any noise. */
const rounds = 60;

/**
 * Shares of two columns together, from their noisy joint counts, whose margins are those of each column alone (iterative proportional
 * fitting: Deming, Stephan 1940), so that every column is drawn as it was measured, whatever it hangs on.
 *
 * @param joint `rows.length * columns.length` counts, row by row
 * @param rows shares of the first column's cells
 * @param total rows of the table
 */
export function rake(
  joint: readonly number[],
  rows: readonly number[],
  columns: readonly number[],
  total: number,
): number[] {
  const width = columns.length;
  const cells = sharesOf(joint, total);
  // A little of independence everywhere: raking cannot revive a row of zeros.
  for (const [a, share] of rows.entries())
    for (const [b, other] of columns.entries())
      cells[a * width + b] = 0.999 * (cells[a * width + b] ?? 0) + 0.001 * share * other;
  for (let round = 0; round < rounds; round++) {
    for (const [a, wanted] of rows.entries()) {
      let sum = 0;
      for (let b = 0; b < width; b++) sum += cells[a * width + b] ?? 0;
      const factor = sum > 0 ? wanted / sum : 0;
      for (let b = 0; b < width; b++) cells[a * width + b] = (cells[a * width + b] ?? 0) * factor;
    }
    for (const [b, wanted] of columns.entries()) {
      let sum = 0;
      for (let a = 0; a < rows.length; a++) sum += cells[a * width + b] ?? 0;
      const factor = sum > 0 ? wanted / sum : 0;
      for (let a = 0; a < rows.length; a++) cells[a * width + b] = (cells[a * width + b] ?? 0) * factor;
    }
  }
  return cells;
}
