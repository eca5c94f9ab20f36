/** Counts the mistakes between two words; where they are more than `most`, any greater number is answered. */
export type EditDistance = (a: string, b: string, most?: number) => number;

/**
 * Insertions, deletions, replacements and swaps of neighbours between two words (optimal string alignment), counted in UTF-16 units. What is
 * made keeps the rows of its table for the next two words.
 * @see https://en.wikipedia.org/wiki/Damerau%E2%80%93Levenshtein_distance
 * @example createEditDistance()('temprature', 'temperature') // 1
 */
export function createEditDistance(): EditDistance {
  const makeRows = (length: number) =>
    [new Uint16Array(length), new Uint16Array(length), new Uint16Array(length)] as const;
  let rows = makeRows(64);
  return (a, b, most = Infinity) => {
    if (b.length >= rows[0].length) rows = makeRows(2 * b.length + 1);
    let [before, last, current] = rows;
    for (let column = 0; column <= b.length; column++) last[column] = column;
    for (let row = 1; row <= a.length; row++) {
      const letter = a.charCodeAt(row - 1);
      current[0] = row;
      let leastOfRow = row;
      for (let column = 1; column <= b.length; column++) {
        const other = b.charCodeAt(column - 1);
        let least = Math.min(
          (last[column] ?? 0) + 1,
          (current[column - 1] ?? 0) + 1,
          (last[column - 1] ?? 0) + (letter === other ? 0 : 1),
        );
        const swapped =
          row > 1 && column > 1 && letter === b.charCodeAt(column - 2) && a.charCodeAt(row - 2) === other;
        if (swapped) least = Math.min(least, (before[column - 2] ?? 0) + 1);
        current[column] = least;
        if (least < leastOfRow) leastOfRow = least;
      }
      // No row is more than one above the row before, so that a swap, which reaches two rows back, gets below no more either.
      if (leastOfRow > most) return leastOfRow;
      [before, last, current] = [last, current, before];
    }
    return last[b.length] ?? 0;
  };
}

/** Mistakes that a word of this length may hold and still be taken for another. */
export const mistakesIn = (length: number): number => (length < 4 ? 0 : length < 8 ? 1 : 2);
