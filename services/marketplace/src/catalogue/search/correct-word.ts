/**
 * Insertions, deletions, replacements and swaps of neighbours between two words (optimal string alignment).
 * @see https://en.wikipedia.org/wiki/Damerau%E2%80%93Levenshtein_distance
 * @example editDistance('temprature', 'temperature') // 1
 */
export function editDistance(left: string, right: string): number {
  const a = [...left];
  const b = [...right];
  let before: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const same = a[row - 1] === b[column - 1] ? 0 : 1;
      let least = Math.min(
        (last[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (last[column - 1] ?? 0) + same,
      );
      if (row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1]) {
        least = Math.min(least, (before[column - 2] ?? 0) + 1);
      }
      current.push(least);
    }
    before = last;
    last = current;
  }
  return last[b.length] ?? 0;
}

/** Mistakes that a word of this length may hold and still be taken for another. */
const mistakes = (length: number): number => (length < 4 ? 0 : length < 8 ? 1 : 2);

/**
 * The word that was most likely meant: with the fewest mistakes, then the most used one. Undefined where none is near.
 * @example chooseCorrection('temprature', [{ word: 'temperature', uses: 12 }, { word: 'literature', uses: 900 }]) // 'temperature'
 */
export function chooseCorrection(
  word: string,
  alike: readonly { word: string; uses: number }[],
): string | undefined {
  const near = alike
    .map((each) => ({ ...each, distance: editDistance(word, each.word) }))
    .filter(({ distance }) => distance <= mistakes([...word].length))
    .sort((a, b) => a.distance - b.distance || b.uses - a.uses || (a.word < b.word ? -1 : 1));
  return near[0]?.word;
}
